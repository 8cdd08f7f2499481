"""Every sentence a student can see, in one place: of the judge, of the commands and screens, of the pictures.

Each says what happened, where, and what to try next; none blames, and none carries a hidden input.
"""

from __future__ import annotations

from grader.messages import judging, pictures, student
from grader.messages.judging import place

__all__ = ["all_messages", "place", "say"]

_MESSAGES = judging.MESSAGES | student.MESSAGES | pictures.MESSAGES


def say(key: str, /, **values: object) -> str:
    """Fill in one sentence."""
    text = _MESSAGES[key].format(**values)
    return text[:1].upper() + text[1:] if _MESSAGES[key].startswith("{place}") else text


def all_messages() -> dict[str, str]:
    """Give every sentence with its places still open, for documents and tests."""
    return dict(_MESSAGES)

"""Every sentence a student can see, in one place: of files, judge, reports, commands, screens and pictures.

Each says what happened, where, and what to try next; none blames, and none carries a hidden input.
"""

from __future__ import annotations

from grader.messages import intake, judging, pictures, reports, student
from grader.messages.judging import place

__all__ = ["all_messages", "place", "say"]

PARTS = (intake.MESSAGES, judging.MESSAGES, reports.MESSAGES, student.MESSAGES, pictures.MESSAGES)
_MESSAGES = {key: text for part in PARTS for key, text in part.items()}


def say(key: str, /, **values: object) -> str:
    """Fill in one sentence."""
    text = _MESSAGES[key].format(**values)
    return text[:1].upper() + text[1:] if _MESSAGES[key].startswith("{place}") else text


def all_messages() -> dict[str, str]:
    """Give every sentence with its places still open, for documents and tests."""
    return dict(_MESSAGES)

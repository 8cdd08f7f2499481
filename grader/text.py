"""Make text that came from a submission safe to show, and safe to name files after."""

from __future__ import annotations

import hashlib
import re
import unicodedata

NAME_LIMIT = 100  # of a report's name, without its ending

# C0 and C1 controls but tab and newline, DEL; soft hyphen and other invisible or direction-changing
# characters, line and paragraph separators, surrogates, noncharacters' usual suspects, tag letters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
_REPLACEMENT = "\ufffd"
_ELLIPSIS = "\u2026"
_PORTABLE = re.compile(r"[^\w.@+-]+", re.ASCII)
_RESERVED = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\..*)?",
    re.IGNORECASE,
)


def clean(text: str, limit: int = 500) -> str:
    """Replace what could deceive or steer a reader, a terminal or a log, and truncate.

    Carriage returns become newlines; other controls, escapes, bidirectional and zero-width
    characters, U+2028/9 and lone surrogates become U+FFFD. At most `limit` characters come back,
    the last one an ellipsis where something was cut. Cleaning twice changes nothing.
    """
    cut = len(text) > 2 * limit
    text = text[: 2 * limit].replace("\r\n", "\n").replace("\r", "\n")
    text = _UNSAFE.sub(_REPLACEMENT, text)
    if cut or len(text) > limit:
        return text[: max(limit - 1, 0)] + _ELLIPSIS[:limit]
    return text


def clean_line(text: str, limit: int = 200) -> str:
    """Clean text that must stay on one line, such as a file's name."""
    return clean(text.replace("\r", "\n").replace("\n", " ").replace("\t", " "), limit)


def safe_report_name(student: str, taken: set[str]) -> str:
    """Give a file name (without ending) for a student's reports, and enter it in `taken`.

    Portable ASCII of at most 100 characters, never a device name of Windows, never equal to a
    taken one where case is ignored. Ids that are not portable as they are, or whose name is taken,
    get a short digest of the id; so different ids never share a name. `taken` holds names in lower case.
    """
    plain = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode("ascii")
    name = _PORTABLE.sub("-", plain).strip("-. ")
    portable = bool(name) and name == student and len(name) <= NAME_LIMIT and not _RESERVED.fullmatch(name)
    if not portable or name.lower() in taken:
        name = _with_digest(name, student, taken)
    taken.add(name.lower())
    return name


def _with_digest(name: str, student: str, taken: set[str]) -> str:
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    stem = name[: NAME_LIMIT - 17].strip("-. ") or "student"
    if _RESERVED.fullmatch(stem):
        stem = f"student-{stem}"[: NAME_LIMIT - 17]
    for length in (8, 16):
        candidate = f"{stem}-{digest[:length]}"
        if candidate.lower() not in taken and not _RESERVED.fullmatch(candidate):
            return candidate
    number = 2
    while f"{stem[:60]}-{digest[:16]}-{number}".lower() in taken:
        number += 1
    return f"{stem[:60]}-{digest[:16]}-{number}"

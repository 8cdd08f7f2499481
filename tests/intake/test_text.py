"""Text from a submission is made safe to show and to name files after."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.text import NAME_LIMIT, clean, clean_line, safe_report_name

ANYTHING = st.text(st.characters(), max_size=80)
NAMES = st.one_of(
    ANYTHING,
    st.sampled_from(
        [
            "x",
            "X",
            "x.py",
            "x.zip",
            "x ",
            "x.",
            ".x",
            "con",
            "CON.txt",
            "nul",
            "com1",
            "../x",
            "/",
            "",
            "é",
            "e\u0301",
        ]
    ),
    st.text("aA.- ", max_size=5),
    st.text("x", min_size=90, max_size=300),
)
DANGEROUS = [
    "\x1b[31m",
    "\x9b",
    "\x07",
    "\x00",
    "\x7f",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u2028",
    "\ud800",
    "\ufeff",
    "\U000e0041",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_characters_that_steer_a_reader_are_replaced(text: str) -> None:
    """Controls, escapes, direction marks, invisible letters, separators and surrogates are replaced."""
    assert clean(f"a{text}b")[1] == "\ufffd"


def test_ordinary_text_stays() -> None:
    """Letters of any language, mathematics, tabs and newlines stay as they are."""
    text = "für η → ∂L/∂w\n\tनमस्ते 你好 שלום 🙂"
    assert clean(text) == text


def test_carriage_returns_cannot_overwrite_a_line() -> None:
    """A carriage return becomes a newline."""
    assert clean("0 points\rfull") == "0 points\nfull"


def test_long_text_is_cut_with_an_ellipsis() -> None:
    """Of a long text the beginning stays, with an ellipsis as the last character."""
    assert clean("abcdef", 4) == "abc…"
    assert len(clean("x" * 10_000_000)) == 500


@given(ANYTHING, st.integers(0, 60))
def test_cleaned_text_is_safe_everywhere(text: str, limit: int) -> None:
    """Cleaned text encodes, holds no control but tab and newline, keeps its limit and stays when cleaned."""
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    assert clean(cleaned, limit) == cleaned
    assert cleaned.encode("utf-8").decode() == cleaned
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") and c not in "\n\t" for c in cleaned)
    assert not any(
        unicodedata.bidirectional(c) in ("RLO", "LRO", "RLE", "LRE", "PDF", "RLI", "LRI", "FSI", "PDI")
        for c in cleaned
    )
    assert "\n" not in clean_line(text)


@given(st.lists(NAMES, unique=True, max_size=12))
def test_report_names_never_collide(students: list[str]) -> None:
    """Different students get different names, also where case is ignored, portable and short."""
    taken: set[str] = set()
    names = [safe_report_name(student, taken) for student in students]
    assert len({name.lower() for name in names}) == len(students)
    for name in names:
        assert re.fullmatch(r"[\w@+][\w.@+-]*(?<![. -])", name, re.ASCII)
        assert len(name) <= NAME_LIMIT
        assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name, re.IGNORECASE)


def test_plain_ids_name_their_reports() -> None:
    """An id that every system can have as a file name is the report's name."""
    taken: set[str] = set()
    assert [safe_report_name(student, taken) for student in ("x", "x.py", "x.zip", "a@b.org")] == [
        "x",
        "x.py",
        "x.zip",
        "a@b.org",
    ]


def test_report_name_of_an_odd_id_is_the_same_in_every_run() -> None:
    """The digest in a name comes from the id alone, not from the order of a batch."""
    assert safe_report_name("Jürgen Öz", set()) == safe_report_name("Jürgen Öz", {"other"})


def test_same_id_twice_gets_two_names() -> None:
    """The same id met again is another submission, and gets a name of its own."""
    taken: set[str] = set()
    assert len({safe_report_name("ann", taken) for _ in range(5)}) == 5

"""Pictures of the student's own run, with the same in words."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from grader.errors import UsageError
from grader.render.plot import Shown, drawn, save
from grader.student.desk import Desk
from grader.student.plots import picture
from tests.conftest import ROOT
from tests.student.conftest import EX15, UPHILL, solved, with_body

DRAWN = ("ex01", "ex02", "ex03", "ex15", "ex16", "ex18", "ex19", "ex20")


@pytest.mark.parametrize("slug", DRAWN)
def test_every_picture(desk: Desk, slug: str) -> None:
    """The picture of a right answer is sound SVG, always the same, and says what is to be seen."""
    slug = desk.course.exercise(slug).slug
    found = picture(desk, slug, solved(desk.course, slug))
    data = drawn(found)
    assert ET.fromstring(data).tag.endswith("svg")
    assert data == drawn(found)
    assert any(character.isdigit() for character in found.text)
    assert "instead of" not in found.text


def test_png(desk: Desk, tmp_path: object) -> None:
    """The ending of the file says how it is written."""
    from pathlib import Path

    found = picture(desk, "ex18_train", solved(desk.course, "ex18_train"))
    file = Path(str(tmp_path)) / "new" / "p.png"
    save(found, file)
    assert file.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match="svg"):
        save(found, file.with_suffix(".gif"))


def test_words_say_what_is_off(desk: Desk) -> None:
    """A loop that forgets to clear gradients parts from the expected curve, and the words say where."""
    text = solved(desk.course, "ex18_train").decode()
    lines = [line for line in text.splitlines() if "zero_grad(" not in line]
    found = picture(desk, "ex18_train", "\n".join(lines).encode())
    assert "parts from the expected one at update 2" in found.text


def test_plain_numbers_on_a_short_axis() -> None:
    """A logarithmic axis of less than two decades is labelled 0.3 and 2, one of more with powers."""
    from grader.picture import Line, Panel, Picture

    def labels(low: float) -> str:
        line = Line("yours", (0.0, 1.0), (low, 2.0))
        return drawn(Picture("t", "t", (Panel("t", "x", "y", (line,), log_y=True),))).decode()

    assert ">0.3<" in labels(0.25)
    assert ">0.3<" not in labels(1e-5)


def test_uphill(desk: Desk) -> None:
    """A path that climbs is still drawn, and said to climb."""
    found = picture(desk, EX15, with_body(desk.course, UPHILL))
    assert "does not fall at every step" in found.text


def test_nothing_to_draw_yet(desk: Desk) -> None:
    """A stub, and code that raises, are told in a sentence."""
    with pytest.raises(UsageError, match="still to be written"):
        picture(desk, "ex18_train", desk.course.pristine("ex18_train"))
    with pytest.raises(UsageError, match="raised ZeroDivisionError"):
        picture(desk, EX15, with_body(desk.course, "1 / 0"))
    with pytest.raises(UsageError, match="has no picture"):
        picture(desk, "ex05_square", b"")


def test_notebook_shows_it(desk: Desk) -> None:
    """In a notebook it is SVG with a caption, and text elsewhere."""
    shown = Shown(picture(desk, "ex18_train", solved(desk.course, "ex18_train")))
    assert shown._repr_html_().startswith("<figure><svg role=")
    assert repr(shown) in shown._repr_html_()


def test_no_code_runs_here() -> None:
    """What draws never imports a submission: it only asks the desk."""
    text = (ROOT / "grader" / "student" / "plots.py").read_text()
    assert "exec(" not in text
    assert "import_module" not in text

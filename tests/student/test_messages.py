"""Every sentence a student can see: none blames, none leaks, none fills a screen."""

from __future__ import annotations

import ast
import inspect
import re
import string
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.course import Course, load_course
from grader.judge import results
from grader.judge.oracle import ReferenceOracle
from grader.messages import PARTS, all_messages, say
from grader.pipeline import Grader
from grader.records import Submission, Visibility
from grader.render.screen import HEIGHT, Screen
from grader.report import redact
from tests.conftest import ROOT
from tests.student.test_screen import CASE, VIEW, drawn

SLUGS = list(load_course(ROOT).exercises)
BLAME = re.compile(
    r"\b(you failed|your fault|stupid|silly|obvious(ly)?|trivial(ly)?|(just|simply) (do|use|write)|"
    r"you (should|must) have|bad code|of course|clearly|everyone knows|you forgot|lazy|careless)\b|"
    r"(wrong|incorrect)!",
    re.IGNORECASE,
)


GRADER = ROOT / "grader"
# What speaks to a student through the list: commands and screens, and what reads files, table and reports for
# them. Each module is here whole, also with what is wrong in the course's table: every command of a student
# loads it and would print that. The locked worker (sandbox/outline.py) does not import the list; commands of
# authors and graders, and the pages and files that a report becomes, add words of their own.
STUDENT_MODULES = (
    *sorted((GRADER / "student").glob("*.py")),
    *(GRADER / "cli" / name for name in ("student.py", "watch.py", "screen.py")),
    *(GRADER / "render" / name for name in ("screen.py", "cell.py", "plot.py", "words.py")),
    *sorted((GRADER / "intake").glob("*.py")),
    *(GRADER / name for name in ("course.py", "notebook_check.py", "pipeline.py", "view.py")),
)
COLUMNS = {"what", "yours", "expected", "ratio", "step"}
# Styles, an element, a type, a format of times, and a mark that is broken up.
NO_SENTENCES = {
    *("bold green", "bold yellow", "bold underline", "upper center"),
    '<svg role="img" aria-label="',
    "zipfile.ZipInfo | _Tree",
    "%Y-%m-%d %H:%M",
    "## [",
}


def literals(path: Path) -> list[str]:
    """Give the texts in a module that read like sentences; docstrings, help of options and patterns aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    keywords = [node for node in ast.walk(tree) if isinstance(node, ast.keyword)]
    helps = {id(node.value) for node in keywords if node.arg == "help"}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    patterns = {id(call.args[0]) for call in calls if ast.unparse(call.func) == "re.compile"}
    strings = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    texts = [str(node.value) for node in strings if id(node) not in documented | helps | patterns]
    return [text for text in texts if " " in text.strip() and text not in NO_SENTENCES]


def spoken() -> list[tuple[str, str]]:
    """Give every sentence of the judge, of known mistakes, and of hints, with where it stands."""
    course = load_course(ROOT)
    said = [(f"messages.{key}", text) for key, text in all_messages().items()]
    oracle = ReferenceOracle(course)
    for slug, exercise in course.exercises.items():
        said += [(f"{slug} hint", text) for text in exercise.hints]
        for known in oracle.misconceptions(slug):
            said += [(f"{slug} {known.id}", say("diagnosis", cause=known.because))]
            said += [(f"{slug} {known.id}", known.hint)]
    return said


def test_every_sentence_is_in_the_list() -> None:
    """What a student is told stands in the list alone, and no key is there twice."""
    assert [(path.name, text) for path in STUDENT_MODULES for text in literals(path)] == []
    template = (GRADER / "render" / "templates" / "cell.html").read_text()
    text = re.sub(r"<style>.*?</style>|<[^>]*>|{[{%].*?[%}]}", " ", template, flags=re.DOTALL)
    assert set(re.findall(r"[a-z]{2,}", text.lower())) == COLUMNS
    assert len(all_messages()) == sum(map(len, PARTS))


def test_list_holds_nothing_unused() -> None:
    """Every sentence of the list is said somewhere, by its key."""
    files = [path for kind in ("*.py", "*.html") for path in GRADER.rglob(kind)]
    files = [path for path in files if path.parent.name != "messages"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    said = set(re.findall(r"[\"']([a-z_0-9]+)[\"']", code))
    assert [key for key in all_messages() if key not in said] == []


def test_a_sentence_outside_the_list_would_be_found(tmp_path: Path) -> None:
    """A sentence in an f-string is found; a docstring, the help of an option and a pattern are not."""
    file = tmp_path / "module.py"
    file.write_text(
        '"""About it all."""\noption("--x", help="Of an option.")\n'
        'print(f"{slug} is well.", re.compile("a pattern"))\n'
    )
    assert literals(file) == [" is well."]


def test_no_sentence_blames() -> None:
    """No sentence says that the student failed, or that something is easy."""
    assert [(where, text) for where, text in spoken() if BLAME.search(text)] == []


def test_every_sentence_is_short() -> None:
    """Each fits on a few lines, so that the verdict around it fits on the screen."""
    assert [(where, len(text)) for where, text in spoken() if len(text) > 480] == []


def test_hidden_sentences_have_no_places() -> None:
    """What replaces a message on hidden inputs has nothing to fill in."""
    hidden = {key: text for key, text in all_messages().items() if key.endswith("_hidden")}
    assert set(hidden) >= {"differs_hidden", "raised_hidden", "ended_hidden"}
    for text in hidden.values():
        assert [name for _, name, _, _ in string.Formatter().parse(text) if name] == []
    assert "_hidden" in inspect.getsource(results)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_hidden_input_is_told(warm: Grader, course: Course, slug: str) -> None:
    """A submission that puts all it receives into its exceptions finds none of it in the student's report."""
    functions = [name for task in course.exercises[slug].tasks for name in task.functions]
    body = "\n".join(
        f"def {name}(*values, **more):\n    print('LEAK', values)\n    raise ValueError('LEAK', values, more)"
        for name in functions
    )
    submission = Submission(student="ada", sources={slug: body.encode()})
    report = redact(warm.grade_submission(submission, exercises=(slug,)).report, "student")
    hidden = [case for case in report.cases if case.visibility is not Visibility.VISIBLE]
    assert hidden
    for case in hidden:
        told = " ".join([case.message, case.cause, case.hint, *(row.yours for row in case.rows)])
        assert "LEAK" not in told
        assert case.rows == ()


def test_long_messages_fit_the_screen(course: Course) -> None:
    """The longest sentence of every kind, all at once, is still one screen."""
    longest = max((text for _, text in spoken()), key=len)
    case = msgspec.structs.replace(CASE, message=longest, cause=longest, hint=longest)
    lines = drawn(Screen(replace(VIEW, case=case), keys=True)).splitlines()
    assert len(lines) <= HEIGHT


def test_a_blaming_sentence_would_be_found() -> None:
    """The list of words finds what it is for."""
    assert BLAME.search("Wrong! You failed again")
    assert BLAME.search("this is trivial")

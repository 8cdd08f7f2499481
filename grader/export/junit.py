"""JUnit XML: a suite per exercise; what failed by our fault is an error, never a failure or a zero."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.export.shape import Audience, Context, output, summary, ungraded
from grader.records import CaseResult, Outcome, ScoreReport, Status
from grader.render import words

NAME = "junit"
HELP = "JUnit XML"
FILE = ".junit.xml"
AUDIENCE: Audience = "student"

_ERRORS = frozenset({Status.ERROR, Status.TIMED_OUT})
_SKIPPED = frozenset({Status.BLOCKED, Status.NOT_ATTEMPTED, Status.NOT_RUN})
_ILLEGAL = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def export(report: ScoreReport, context: Context) -> str:
    """Write the document."""
    root = Element("testsuites", name=_legal(context.assignment))
    if ungraded(report) or report.outcome is Outcome.REJECTED:
        _whole(root, report)
    for exercise in report.exercises:
        _suite(root, exercise.slug, words.cases_of(report, exercise.slug), report.started_at)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _whole(root: Element, report: ScoreReport) -> None:
    """Add the one case that says why nothing was graded."""
    suite = SubElement(root, "testsuite", name="submission")
    case = SubElement(suite, "testcase", classname="submission", name="can be graded", time="0.000")
    kind = "error" if ungraded(report) else "failure"
    message = _legal(words.standing(report) or words.OUR_FAULT)
    SubElement(case, kind, message=message, type=report.outcome.value).text = _legal(summary(report))


def _suite(root: Element, slug: str, cases: tuple[CaseResult, ...], started_at: str) -> None:
    suite = SubElement(
        root, "testsuite", name=_legal(words.line(slug)), timestamp=_legal(started_at.removesuffix("Z"))
    )
    for case in cases:
        element = SubElement(
            suite,
            "testcase",
            classname=_legal(f"{case.exercise}.task{case.task}"),
            name=_legal(words.line(case.title)),
            time=f"{max(case.duration_seconds, 0.0):.3f}",
        )
        _result(element, case)


def _result(element: Element, case: CaseResult) -> None:
    message = _legal(words.message(case))
    if case.status in _SKIPPED:
        SubElement(element, "skipped", message=message)
    elif case.status is not Status.PASSED:
        kind = "error" if case.status in _ERRORS else "failure"
        SubElement(element, kind, message=message, type=case.status.value).text = _legal(output(case))


def _count(root: Element) -> None:
    """Enter the numbers that readers of the format expect, per suite and in all."""
    for suite in root.findall("testsuite"):
        _enter(suite, suite.findall("testcase"))
    _enter(root, root.findall("testsuite/testcase"))


def _enter(element: Element, cases: list[Element]) -> None:
    element.set("tests", str(len(cases)))
    for plural, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(plural, str(sum(case.find(tag) is not None for case in cases)))
    element.set("time", f"{sum(float(case.get('time', '0')) for case in cases):.3f}")


def _legal(text: str) -> str:
    """Replace characters that XML 1.0 cannot hold."""
    return _ILLEGAL.sub("\ufffd", text)

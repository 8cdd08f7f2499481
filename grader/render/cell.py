"""One exercise's verdict as HTML for a notebook's cell: nothing is loaded, nothing runs, light and dark."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from grader.messages import say
from grader.records import CaseResult, Status
from grader.render import words
from grader.view import View

_STEPS_SHOWN = 4


def cell(view: View) -> str:
    """Give the verdict as one block of HTML."""
    case = None if view.problem else view.case
    html: str = _template().render(
        view=view,
        case=case,
        good=view.done,
        problem=words.line(view.problem, 400),
        status=words.STATUS_WORDS[view.status].capitalize(),
        message=words.message(case) if case else "",
        diagnosis=words.diagnosis(case) if case else "",
        steps=_steps(case) if case else [],
        output=words.block(view.output, 2000),
        line=words.line,
        say=say,
        ratio=case is not None and any(row.ratio for row in case.rows),
        done=sum(done for _, done, _ in view.sections),
        all=sum(count for _, _, count in view.sections),
        waiting=view.status is Status.NOT_ATTEMPTED,
    )
    return html


def _steps(case: CaseResult) -> list[dict[str, Any]]:
    first = next((at for at, step in enumerate(case.timeline) if step.yours != step.expected), 0)
    start = max(min(first - 1, len(case.timeline) - _STEPS_SHOWN), 0)
    return [
        {
            "number": step.step,
            "yours": _events(step.yours),
            "expected": _events(step.expected),
            "first": at == first,
        }
        for at, step in enumerate(case.timeline[start : start + _STEPS_SHOWN], start)
    ]


def _events(events: tuple[str, ...]) -> str:
    shown = [words.line(str(event), 20) for event in events]
    return ", ".join(shown[:8]) or "nothing"


@cache
def _template() -> Any:
    loader = PackageLoader("grader.render")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("cell.html")

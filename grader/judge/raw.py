"""pytest's own record of judged cases, for those who ask for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from grader.judge.caserun import CaseRun, Verdict
from grader.judge.plugin import JudgePlugin


def record(session: pytest.Session, plugin: JudgePlugin, runs: Sequence[CaseRun]) -> dict[str, Any]:
    """Send verdicts through pytest's run protocol for its report plugin; give what that wrote down."""
    reporter: Any = session.config._json_report  # type: ignore[attr-defined]
    type(reporter).__init__(reporter, session.config)
    session.exitstatus = pytest.ExitCode.OK
    reporter.pytest_sessionstart(session)
    for run in runs:
        item: Any = run.case.item
        item.user_properties, item._json_report_extra = [], {}
        plugin.current, original = run, item.obj
        item.obj = _replay(run.verdict)
        try:
            runtestprotocol(item, log=True, nextitem=None)
        finally:
            item.obj, plugin.current = original, None
    reporter.pytest_sessionfinish(session)
    written: dict[str, Any] = reporter.report
    return written


def _replay(verdict: Verdict | None) -> Callable[..., None]:
    def settled(**_fixtures: object) -> None:
        if verdict is not None:
            raise verdict

    return settled

"""What the GitHub exporters share: text that the runner and its Markdown take for nothing but text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grader.records import CaseResult, ScoreReport
from grader.render import words

_MARKDOWN = re.compile(r"[^\w \u00a0-\U0010ffff]|_")
_PATH = re.compile(r"[^A-Za-z0-9_.-]+")


def markdown(text: str, limit: int = words.LINE_LIMIT) -> str:
    """Give text as one line of Markdown without any: every sign is written as a character reference.

    So there are no tags, links, images, mentions, issue numbers, table cells or headings in it.
    """
    return _MARKDOWN.sub(lambda match: f"&#{ord(match.group())};", words.line(text, limit))


def command(name: str, properties: Mapping[str, str], message: str) -> str:
    """Write a workflow command on a line of its own, everything in it escaped."""
    listed = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name}{' ' if listed else ''}{listed}::{_data(message)}"


def file_of(slug: str, folder: str) -> str:
    """Give the path of an exercise's file in the repository; only plain characters of a slug remain."""
    return f"{folder}/{_PATH.sub('', words.line(slug, 60)).lstrip('.')}.py"


def first_failures(report: ScoreReport) -> list[CaseResult]:
    """Give the first failing case of each exercise that someone has worked on."""
    failing = (exercise.slug for exercise in report.exercises if words.is_failing(exercise))
    cases = (words.first_failure(words.cases_of(report, slug)) for slug in failing)
    return [case for case in cases if case is not None]


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Write a twin as a file that a student could hand in, to see it graded behind the sandbox's walls.

The file carries the solution and the misconceptions as text, runs them, and shows the solution's names
with those of one twin in their place: what the judge sees of the twin, from the other side of the wire.
"""

from __future__ import annotations

import ast
from pathlib import Path

from grader.author.build import solution
from grader.author.workbench import Workbench
from grader.marks import parse

_FILE = '''"""Twin {place} of {slug}, as a submission."""

import sys
import types


class Twin:
    def __init__(self, replaces):
        self.replaces = replaces


def twin(id, *, replaces, because, hint, equals=(), also=None):
    return lambda wrong: Twin({{replaces: wrong, **(also or {{}})}})


def load(name, text):
    module = sys.modules[name] = types.ModuleType(name)
    exec(compile(text, name, "exec"), module.__dict__)
    return module


load("grader.judge.suite", "").__dict__.update(Twin=Twin, twin=twin)
reference = load("solutions.{slug}", {solution!r})
for name, text in {modules!r}:
    last = load(name, text)
found = [value for value in vars(last).values() if isinstance(value, Twin)]
shown = {{**vars(reference), **found[{place}].replaces}}
globals().update({{name: value for name, value in shown.items() if not name.startswith("__")}})
'''


def disguised(bench: Workbench, place: int) -> str:
    """Give the source of a submission that behaves like the twin at `place`."""
    suites = bench.course.suite_dir("")
    modules: dict[str, str] = {}
    _collect(f"grader.suites.{bench.slug}.misconceptions", suites, modules)
    text = solution(bench.course, bench.slug)
    return _FILE.format(slug=bench.slug, place=place, solution=text, modules=list(modules.items()))


def _collect(name: str, suites: Path, modules: dict[str, str]) -> None:
    """Add a module of the suites to `modules`, after those that it imports from."""
    path = suites.joinpath(*name.split(".")[2:]).with_suffix(".py")
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(parse(text, str(path))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader.suites."):
            _collect(str(node.module), suites, modules)
    modules.setdefault(name, text)

"""What a worker loads beside a submission, and a sandbox that has it ready. Imports no torch.

A sandbox that is started before torch is imported here warms up side by side with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.course import Course
from grader.sandbox.host import Sandbox
from grader.sandbox.settings import Settings

Module = tuple[str, bytes]  # dotted name, source


def probe_modules(course: Course, slug: str, probe: Module | None = None) -> tuple[Module, ...]:
    """Give the modules of one exercise: the tools, and its suite's probe or another one."""
    tools, own = _sources(course.suite_dir(slug), slug)
    return (tools, own) if probe is None else (tools, probe)


@cache
def _sources(folder: Path, slug: str) -> tuple[Module, Module]:
    tools = ("grader.suites.probe_tools", (folder.parent / "probe_tools.py").read_bytes())
    return tools, (f"grader.suites.{slug}.probe", (folder / "probe.py").read_bytes())


def sandbox_for(course: Course, slugs: Iterable[str], settings: Settings | None = None) -> Sandbox:
    """Give a sandbox, not yet started, whose workers have the probes of these exercises ready."""
    modules = [module for slug in slugs for module in probe_modules(course, slug)]
    return Sandbox(replace(settings or Settings(), helpers=tuple(dict.fromkeys(modules))))

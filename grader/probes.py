"""What a worker loads beside a submission, and a sandbox that has it ready. Imports no torch."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.course import Course
from grader.sandbox import eager
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


@contextlib.contextmanager
def warming(course: Course, slugs: Iterable[str]) -> Iterator[Sandbox]:
    """Give such a sandbox, warming up while torch is imported here and the block loads the suites.

    Meanwhile there is no garbage collection: it looks through all that is loaded again and again, which
    costs a fifth of the time, and finds nothing.
    """
    sandbox = sandbox_for(course, slugs)
    sandbox.start()
    collects = gc.isenabled()
    gc.disable()
    try:
        eager.import_torch()
        yield sandbox
    except BaseException:
        sandbox.close()
        raise
    finally:
        if collects:
            gc.enable()

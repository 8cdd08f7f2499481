"""Whatever a worker answers or a student uploads: a value or a named error, in time and in memory."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from grader.judge.bench import SandboxBench
from grader.judge.oracle import ReferenceOracle
from grader.pipeline import Grader
from grader.records import CaseResult, Status
from grader.report import from_json, redact, to_json
from grader.sandbox.api import Answer, Ended, Raised, RawTensor, Reply
from tests.attacks.hostile import HostileSandbox, Twist
from tests.sandbox.test_wire import scalars
from tests.sandbox.test_wire import values as any_value
from tests.support import reports
from tests.support.submit import submission

SLUGS = ("ex05_square", "ex12_numerical_gradient", "ex17_one_cycle", "ex25_gradient_checker")
REPLIES = st.one_of(
    st.builds(
        Raised,
        type=st.text(max_size=80),
        message=st.text(max_size=300),
        line=st.none() | st.integers(-(2**63), 2**63 - 1),
        source_line=st.text(max_size=80),
        stage=st.sampled_from(["import", "call"]),
        missing=st.text(max_size=30),
    ),
    st.builds(
        Ended,
        st.sampled_from(["timed_out", "exited", "killed", "bad_reply", "too_large", "output", "memory"]),
        st.text(max_size=200),
    ),
    st.builds(Answer, st.dictionaries(st.text(max_size=10), any_value, max_size=4), st.just({})),
)


@st.composite
def twists(draw: st.DrawFn) -> Twist:
    """Draw a change: another reply, or the right one with parts of it replaced, dropped or added."""
    if draw(st.booleans()):
        reply = draw(REPLIES)
        return lambda right: reply
    strange = draw(st.lists(any_value, min_size=1, max_size=3))
    picks = random.Random(draw(st.integers(0, 2**32)))  # not drawn choice by choice: an example stays small

    def change(right: Answer) -> Reply:
        values, arguments = dict(right.values), dict(right.arguments)
        for part in (values, arguments):
            for key in list(part):
                if picks.random() < 0.4:
                    part[key] = _mangle(part[key], strange, picks)
        if picks.random() < 0.2 and values:
            del values[picks.choice(sorted(values))]
        if picks.random() < 0.2:
            values["odd"] = picks.choice(strange)
        return Answer(values, arguments)

    return change


def _mangle(value: Any, strange: list[Any], picks: Any) -> Any:
    if isinstance(value, list) and value and picks.random() < 0.7:
        place = picks.randrange(len(value))
        return [*value[:place], _mangle(value[place], strange, picks), *value[place + 1 :]]
    return picks.choice(strange)


def judged(warm: Grader, twist: Twist) -> list[CaseResult]:
    """Judge right work in exercises of every kind, answered by hostile workers."""
    assert isinstance(warm.oracle, ReferenceOracle)
    sources = {slug: warm.course.solution_path(slug).read_text("utf-8") for slug in SLUGS}
    bench = SandboxBench(warm.course, submission("eve", **sources), HostileSandbox(warm.oracle, twist))
    return warm.judge.run(SLUGS, bench, warm.seed).cases


def test_the_hostile_sandbox_is_right_untwisted(warm: Grader) -> None:
    """Without a twist every case passes: what fails below fails because of the twist."""
    assert {case.status for case in judged(warm, lambda right: right)} == {Status.PASSED}


def test_what_lies_in_memory_must_be_right_whatever_is_said_of_it(warm: Grader) -> None:
    """A reply that tells right arguments passes nothing where the memory holds others."""

    def twist(right: Answer) -> Reply:
        moved = {name: replace_bytes(value) for name, value in right.arguments.items()}
        return Answer(right.values, right.arguments, memory={k: v for k, v in moved.items() if v is not None})

    cases = judged(warm, twist)
    told = [case for case in cases if "after the call" in "".join(row.what for row in case.rows)]
    assert {case.exercise for case in told} >= {"ex05_square", "ex12_numerical_gradient"}
    assert all(case.status is Status.FAILED for case in told)


def replace_bytes(value: Any) -> Any:
    """Give a tensor of the same kind with other numbers, or None for what is no tensor."""
    if not isinstance(value, RawTensor) or not value.data:
        return None
    return RawTensor(value.dtype, value.shape, bytes(64 + byte % 2 for byte in value.data))


@given(twists())
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_reply_is_judged(warm: Grader, twist: Twist) -> None:
    """Every reply that the decoder lets through becomes a judged case, in time, and a valid report."""
    started = time.perf_counter()
    cases = judged(warm, twist)
    assert time.perf_counter() - started < 10, "five exercises with all their calls and counterexamples"
    assert {case.exercise for case in cases} == set(SLUGS)
    report = replace(reports.halfway(), cases=tuple(cases))
    for audience in ("instructor", "student"):
        seen = redact(report, audience)
        assert from_json(to_json(seen)) == seen


# Characters that may be neither in a message nor in a row, whatever the submission answered.
UNSAFE = {
    *map(chr, range(9)),
    *map(chr, range(11, 32)),
    "\x7f",
    "\u202e",
    "\u2066",
    "\u2028",
    "\ud800",
    "\u200b",
}


@given(st.text(st.sampled_from(["a", "1", "\n", "<", "=", *sorted(UNSAFE)]), max_size=30), scalars)
@settings(max_examples=15, deadline=None)
def test_what_is_shown_is_clean(warm: Grader, text: str, value: Any) -> None:
    """No text of a submission reaches a report with a character that could steer a reader."""
    strange = [text, value, {text: text}, [text]]

    def twist(right: Answer) -> Reply:
        return Answer(
            {key: strange[len(key) % 4] for key in right.values} | {"events": strange}, right.arguments
        )

    shown = [json.loads(to_json(replace(reports.halfway(), cases=tuple(judged(warm, twist)))))]
    while shown:
        part = shown.pop()
        if isinstance(part, str):
            assert not UNSAFE & set(part)
        elif isinstance(part, (list, dict)):
            shown += part.values() if isinstance(part, dict) else part


# --- in time and in memory ----------------------------------------------------------------------

DECODER = """
from grader.sandbox import wire_read as r
MIB = 1 << 20
yes = b"[" * 31 + b"]" * 31
cases = [
    b"[" + b"{}," * (MIB // 3 - 2) + b"{}]", b"[" + b"[]," * (MIB // 3 - 2) + b"[]]",
    b"[" * MIB,
    b'"' + b"\\\\ud800" * (MIB // 6 - 1) + b'"', b"[" + b"1," * (MIB // 2 - 2) + b"1]",
    b"9" * MIB,
    b"{" + b",".join(b'"%d":1' % i for i in range(90_000)) + b"}",
    b'["l",' + b'["l"],' * (MIB // 6 - 9) + b"1]",
    b'"' + b"x" * (MIB - 2) + b'"', b"[1e" + b"9" * (MIB - 9) + b"]", b" " * MIB, b"\\xff" * MIB, b"-" * MIB,
    b'["f",' + b'"' + b"f" * (MIB - 20) + b'"]', b'["b","' + b"A" * (MIB - 20) + b'"]',
]
def run(case):
    try: r.decode_value(case, [b"x" * 64] * 256)
    except r.DecodeError: pass
"""
INTAKE = """
import io, json, pathlib, sys, zipfile
from grader.course import load_course
from grader.intake.submission import Who, read_archive
course = load_course(pathlib.Path(sys.argv[1]))
def packed(members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members: archive.writestr(name, content)
    return data.getvalue()
def book(cells): return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "x = 1"}
deep = "[" * 100_000 + "]" * 100_000
cases = [
    packed([("ex05_square.py", b"#" * (100 << 20))]), packed([(f"{n}.py", b"x") for n in range(5000)]),
    packed([("/".join("a" * 50) + f"/{n}.py", b"x") for n in range(500)]),
    packed([("ex05_square.ipynb", book([cell] * 20_000))]),
    packed([("ex05_square.ipynb", deep)]),
    packed([("ex05_square.ipynb", book([{**cell, "source": ["%magic\\n"] * 100_000}]))]),
    packed([("ex05_square.ipynb", b'{"cells":' + b"9" * (1 << 20) + b"}")]),
    packed([("ex05_square.py", b"\\n" * (1 << 20))]),
    packed([(f"ex{n:02}_x.py", b"#" * (1 << 20)) for n in range(40)]),
    b"PK\\x01\\x02" * 100_000, b"PK\\x05\\x06" + bytes(100),
    packed([("a/" * 200 + "x.py", b"x")]),
    packed([("inner.zip", packed([("inner.zip", packed([("x.py", b"x")]))]))]),
]
def run(case): read_archive(case, course, Who("eve"))
"""
MEASURE = """
import resource, time
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
worst = 0.0
for case in cases:
    started = time.process_time()
    run(case)
    worst = max(worst, time.process_time() - started)
print(worst, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux counts it")
@pytest.mark.parametrize("program", [DECODER, INTAKE], ids=["decoder", "intake"])
def test_the_worst_inputs_cost_little(warm: Grader, program: str) -> None:
    """The largest and most intricate inputs that the caps allow take a second and 256 MiB each at most."""
    root = str(warm.course.root)
    done = subprocess.run(
        [sys.executable, "-c", program + MEASURE, root],
        capture_output=True, text=True, check=True, timeout=60, cwd=root,
    )  # fmt: skip
    seconds, mib = map(float, done.stdout.split())
    assert seconds < 1
    assert mib < 256

"""Levels are measured; layers that are missing lower them; a sandbox that died is replaced."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.errors import IsolationError, SandboxError
from grader.records import Isolation, Level
from grader.sandbox import canary
from grader.sandbox.api import Ended, Limits
from grader.sandbox.arena import Arena
from grader.sandbox.control import EVENT, FAILED, FORK, VERSION
from grader.sandbox.forkserver import ForkServer, _Asked
from grader.sandbox.host import Sandbox
from grader.sandbox.process import seqpacket_pair
from grader.sandbox.settings import Settings
from grader.sandbox.zygote import Zygote
from tests.attacks.poison import zygote_pid
from tests.sandbox.jobs import float64, job, numbers, run, value

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are those of Linux")
ECHO = "def run(w):\n    return w * 2"


def test_the_full_lock_lets_nothing_through(locked: Sandbox) -> None:
    """With every layer no attempt of the canary but looking at a path is allowed."""
    isolation = locked.isolation
    allowed = {name for name, outcome in isolation.probes.items() if outcome == "allowed"}
    assert allowed <= {"look at a planted file"}
    assert isolation.level.rank >= Level.STANDARD.rank
    if shutil.which("bwrap") and isolation.namespaces:
        assert isolation.level is Level.STRONG
        assert isolation.degraded == ()
    assert locked.isolation is isolation, "measured once"
    assert locked.require(Level.STANDARD) is isolation


@pytest.mark.parametrize(
    ("settings", "level", "reason"),
    [
        (Settings(namespaces=False), Level.STANDARD, ""),
        (Settings(namespaces=False, landlock_abi_cap=1), Level.STANDARD, ""),
        (Settings(namespaces=False, landlock_abi_cap=0), Level.LIMITED, "read a test file"),
        (Settings(namespaces=False, seccomp=False), Level.LIMITED, "start a process"),
        (Settings(namespaces=False, seccomp=False, landlock_abi_cap=0), Level.NONE, "connect"),
        (Settings(seccomp=False, landlock_abi_cap=0), Level.NONE, "start a process"),
    ],
)
def test_a_missing_layer_lowers_the_level(settings: Settings, level: Level, reason: str) -> None:
    """The level is what was measured with the layer off, and what gets through is named."""
    with Sandbox(settings) as sandbox:
        isolation = sandbox.isolation
        assert isolation.level is level
        assert reason in "\n".join(isolation.degraded)
        assert numbers(value(run(sandbox, ECHO, w=float64(2)))) == (4,)
        if level is not Level.STANDARD:
            with pytest.raises(IsolationError, match="standard is required"):
                sandbox.require(Level.STANDARD)


def test_an_attempt_without_an_answer_counts_as_allowed() -> None:
    """A canary that could not be asked proves nothing, so it lifts no level."""
    facts = {"landlock_abi": 7, "seccomp": True}
    assert canary.judge({}, facts, namespaces=True, notes=()).level is Level.NONE


def test_a_kernel_that_only_claims_a_layer_does_not_get_its_level() -> None:
    """Where one attempt that a layer is there to stop went through, the layer does not count."""
    found = dict.fromkeys((*canary._FILES, *canary._CALLS), "EPERM") | {"look at a planted file": "ENOENT"}
    facts = {"landlock_abi": 7, "seccomp": True}

    def judged(**changes: str) -> Isolation:
        return canary.judge(
            found | {k.replace("_", " "): v for k, v in changes.items()}, facts, namespaces=True, notes=()
        )

    assert judged().level is Level.STRONG
    assert judged(look_at_a_planted_file="allowed").level is Level.STANDARD
    assert judged(read_a_test_file="allowed").level is Level.LIMITED
    assert judged(start_a_process="allowed").level is Level.LIMITED


def test_root_is_given_up(locked: Sandbox) -> None:
    """A worker is not user 0 where that can be helped, and holds no capability in any case."""
    source = """
        import ctypes, os
        def run():
            header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(*[1] * 6)
            refused = ctypes.CDLL(None).capget(header, data)
            return [os.getuid(), os.getgid(), refused, list(data)]
    """
    uid, gid, _, _ = value(run(locked, source))
    assert locked._server is not None
    facts = locked._server.facts()
    if os.geteuid() == 0 and not facts["root_kept"]:
        assert (uid, gid) == (65534, 65534)
    # Asked of the kernel from outside: all sets are empty, new privileges impossible, the filter on.
    worker = locked.open(job("import time\ndef run():\n    return 1"))
    assert value(worker.call("run", {})) == 1
    pidfd = worker._process.pidfd  # type: ignore[attr-defined]
    pid = next(
        line.split()[1]
        for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
        if line.startswith("Pid:")
    )
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line
    )
    worker.close()
    for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert int(status[name].strip(), 16) == 0
    assert status["NoNewPrivs"].strip() == "1"
    assert status["Seccomp"].strip() == "2"
    assert status["Threads"].strip() == "1"


# --- healing ----------------------------------------------------------------------------------


def _kill_zygote(sandbox: Sandbox) -> None:
    """Kill the zygote, also where it lives in a namespace below bwrap."""
    process = sandbox._server._process  # type: ignore[union-attr]
    family = _descendants(process.pid)
    for pid in [*family, process.pid]:
        with contextlib.suppress(ProcessLookupError):  # the end of one may be the end of the next
            os.kill(pid, signal.SIGKILL)
    process.wait()
    time.sleep(0.2)  # until the kernel has ended the workers as well


def _descendants(pid: int) -> list[int]:
    children = [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [found for child in children for found in (child, *_descendants(child))][:2]


def test_a_zygote_that_died_is_replaced() -> None:
    """The next job gets a worker of a new zygote, and nobody notices."""
    with Sandbox() as sandbox:
        assert numbers(value(run(sandbox, ECHO, w=float64(2)))) == (4,)
        _kill_zygote(sandbox)
        assert numbers(value(run(sandbox, ECHO, w=float64(3)))) == (6,)


def test_a_zygote_that_dies_under_a_call_ends_the_worker() -> None:
    """The worker dies with its zygote; whoever waits for it is told, and nothing hangs."""
    with Sandbox() as sandbox:
        worker = sandbox.open(job(ECHO))
        assert numbers(value(worker.call("run", {"w": float64(1)}))) == (2,)
        _kill_zygote(sandbox)
        started = time.monotonic()
        with pytest.raises(SandboxError):
            worker.call("run", {"w": float64(1)})
        assert time.monotonic() - started < 5


def test_a_machine_short_of_memory_ends_workers_first(locked: Sandbox) -> None:
    """Zygote and workers are what the kernel ends, and not the judge beside them."""
    zygote = zygote_pid(locked)
    assert Path(f"/proc/{zygote}/oom_score_adj").read_text().strip() == "1000"
    assert Path("/proc/self/oom_score_adj").read_text().strip() != "1000"


def test_threads_with_small_stacks_have_an_end(locked: Sandbox) -> None:
    """Without room for stacks as a bound, a number of threads is one."""
    source = "import resource\ndef run():\n    return list(resource.getrlimit(resource.RLIMIT_NPROC))"
    assert value(run(locked, source)) == [4096, 4096]


def _open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def no_process() -> int:
    """Fail as a machine without a free process does."""
    raise OSError(errno.EAGAIN, "none")


def test_a_zygote_that_gets_no_process_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine gives no process, what asked for it hears so, and workers that live go on."""
    ours, theirs = seqpacket_pair()
    zygote = Zygote(theirs, held=None)  # type: ignore[arg-type]  # no worker comes to be locked
    pipes = [os.pipe() for _ in range(4)]
    before = _open_descriptors()
    monkeypatch.setattr(os, "fork", no_process)
    with ours, theirs:
        socket.send_fds(ours, [FORK.pack(VERSION, 7, 1, 64, 4096)], [ends[0] for ends in pipes])
        assert zygote._request()
        assert EVENT.unpack(ours.recv(EVENT.size))[:3] == (FAILED, 7, errno.EAGAIN)
        assert _open_descriptors() == before
    for ends in pipes:
        for end in ends:
            os.close(end)


def test_a_worker_that_the_machine_refuses_is_our_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the zygote says of it becomes a SandboxError, and nothing is left open."""
    with Sandbox(Settings(spare=False)) as sandbox:
        server = sandbox._server
        assert isinstance(server, ForkServer)
        run(sandbox, ECHO, w=float64(1))
        before = _open_descriptors()
        asked = server.ask(1, 64)
        monkeypatch.setattr(
            server, "_pump", lambda _done: server._failed.update({asked.number: errno.EAGAIN})
        )
        with pytest.raises(SandboxError, match="no process"):
            server.receive(asked)
        assert _open_descriptors() == before


def test_a_worker_that_cannot_be_locked_is_our_fault() -> None:
    """A step that fails before "locked" is a SandboxError that names it, and no answer of a submission."""
    with Sandbox(Settings(spare=False)) as sandbox:
        sandbox.start()
        server = sandbox._server
        assert isinstance(server, ForkServer)
        server.facts()
        arena = Arena(1 << 20)
        arena.size = 1 << 30  # more than the file holds, so that it cannot be mapped
        pipes = [os.pipe(), os.pipe(), os.pipe()]
        inside = [pipes[0][0], pipes[1][1], pipes[2][1], arena.fd]
        assert server._control is not None
        socket.send_fds(server._control, [FORK.pack(VERSION, 999, 4, 1024, arena.size)], inside)
        for fd in inside[:3]:
            os.close(fd)
        with pytest.raises(SandboxError, match="could not be locked: ValueError"):
            server.receive(_Asked(999, (pipes[0][1], pipes[1][0], pipes[2][0]), arena))


def test_closing_ends_every_process() -> None:
    """After closing, neither the zygote nor a waiting worker is left."""
    sandbox = Sandbox()
    with sandbox:
        run(sandbox, ECHO, w=float64(1))
        worker = sandbox.open(job(ECHO))
        process = sandbox._server._process  # type: ignore[union-attr]
        group = process.pid
    assert process.poll() is not None
    del worker
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a process of the sandbox is left")


def test_a_closed_sandbox_can_be_started_again() -> None:
    """Closing twice is harmless and opening starts anew."""
    sandbox = Sandbox()
    sandbox.close()
    sandbox.close()
    assert numbers(value(run(sandbox, ECHO, w=float64(1)))) == (2,)
    sandbox.close()


def test_without_bubblewrap_the_level_is_standard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bwrap is not installed the other layers do their work, and the reason is given."""
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with Sandbox() as sandbox:
        assert sandbox.isolation.level is Level.STANDARD
        assert any("bubblewrap" in reason for reason in sandbox.isolation.degraded)


def test_a_bubblewrap_that_fails_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where bwrap cannot make namespaces, the zygote starts without and the reason is kept."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'No permissions to create a new namespace' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    with Sandbox() as sandbox:
        assert sandbox.isolation.level is Level.STANDARD
        assert any("No permissions" in reason for reason in sandbox.isolation.degraded)


# --- without fork -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def spawned() -> Iterator[Sandbox]:
    """Give a sandbox that starts a program per worker, as where there is no fork."""
    with Sandbox(Settings(spawn=True)) as sandbox:
        yield sandbox


def test_spawned_workers_serve_calls(spawned: Sandbox) -> None:
    """Values, changes in place, output and errors work without fork."""
    worker = spawned.open(job("def run(w):\n    print('hi')\n    w.mul_(3)\n    return w + 1"))
    first = worker.call("run", {"w": float64(1)})
    assert numbers(value(first)) == (4,)
    assert numbers(first.arguments["w"]) == (3,)  # type: ignore[union-attr]
    assert worker.output == "hi\n"
    assert worker.close().peak_memory_mib > 50
    assert spawned.settings.spawn


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("import os\nos._exit(0)", "exited"),
        ("while True: pass", "timed_out"),
        ("import ctypes\nctypes.string_at(0)", "killed"),
        ("while True: print('x' * 65536)", "output"),
    ],
)
def test_spawned_workers_end_with_the_same_words(spawned: Sandbox, source: str, reason: str) -> None:
    """A worker without fork ends for the same reasons."""
    reply = run(spawned, source, limits=Limits(wall_seconds=1))
    assert isinstance(reply, Ended)
    assert reply.reason == reason


def test_spawned_workers_claim_no_isolation(spawned: Sandbox) -> None:
    """The level of ordinary processes is none."""
    assert spawned.isolation.level is Level.NONE

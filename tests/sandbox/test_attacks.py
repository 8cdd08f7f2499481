"""What the lock stops. Each attack is first shown to work without it: otherwise it would prove nothing."""

# ruff: noqa: E501  (a program per line of the table)

from __future__ import annotations

import os
import platform
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox.host import Sandbox
from grader.sandbox.settings import GRADER_DIR
from tests.sandbox.jobs import run, value

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are those of x86_64")

# Every attack defines `attack(facts)`; what it raises as OSError is the refusal.
_FRAME = """
import ctypes, errno, os, socket, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
{attack}
def run(**facts):
    try:
        result = attack(facts)
    except OSError as error:
        return errno.errorcode.get(error.errno, "OSError")
    return "allowed" if result is not False else "nothing there"
"""

FILES = {
    "read a file by path": "def attack(f): return open(f['planted']).read()",
    "read a file by openat2": """
def attack(f):
    how = (ctypes.c_uint64 * 3)(0, 0, 0)
    os.read(call(437, ctypes.c_int(-100), f['planted'].encode(), ctypes.byref(how), ctypes.c_size_t(24)), 10)
""",
    "read a test": "def attack(f): return open(f['suite']).read()",
    "read the repository": "def attack(f): return os.listdir(f['repository'])",
    "list a folder": "def attack(f): return os.listdir(os.path.dirname(f['planted']))",
    "read /etc/passwd": "def attack(f): return open('/etc/passwd').read()",
    "read the grader's environment": "def attack(f): return open(f'/proc/{f[\"grader\"]}/environ').read()",
    "read the grader's memory": "def attack(f): return open(f'/proc/{f[\"grader\"]}/maps').read()",
    "read own /proc": "def attack(f): return open('/proc/self/maps').read()",
    "write a file": "def attack(f): open(f['folder'] + '/new', 'w').close()",
    "append to a file": "def attack(f): open(f['planted'], 'a').close()",
    "remove a file": "def attack(f): os.unlink(f['victim'])",
    "rename a file": "def attack(f): os.rename(f['victim'], f['victim'] + '2')",
    "link a file": "def attack(f): os.link(f['planted'], f['folder'] + '/linked')",
    "make a symlink": "def attack(f): os.symlink('/', f['folder'] + '/sym')",
    "make a folder": "def attack(f): os.mkdir(f['folder'] + '/sub')",
    "make a fifo": "def attack(f): os.mkfifo(f['folder'] + '/fifo')",
    "truncate a file": "def attack(f): os.truncate(f['victim'], 0)",
    "change permissions": "def attack(f): os.chmod(f['victim'], 0o777)",
    "change times": "def attack(f): os.utime(f['victim'], (1, 1))",
    "set an attribute": "def attack(f): os.setxattr(f['victim'], 'user.x', b'1')",
    "use /dev/shm": "def attack(f): open('/dev/shm/grader-test', 'w').close(); os.unlink('/dev/shm/grader-test')",
    "use /tmp": "def attack(f): open('/tmp/grader-test', 'w').close(); os.unlink('/tmp/grader-test')",
    "make a file without a name": "def attack(f): os.open('/tmp', os.O_TMPFILE | os.O_RDWR)",
    "plant a bytecode file": """
def attack(f):
    import json
    path = os.path.join(os.path.dirname(json.__file__), 'zz_planted.py')
    open(path, 'w').close(); os.unlink(path)
""",
}
NETWORK = {
    "connect": "def attack(f): socket.create_connection(('127.0.0.1', f['port']), 1)",
    "listen": "def attack(f): socket.create_server(('127.0.0.1', 0))",
    "send a datagram": "def attack(f): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
    "use IPv6": "def attack(f): socket.socket(socket.AF_INET6)",
    "use a unix socket": "def attack(f): socket.socket(socket.AF_UNIX)",
    "use netlink": "def attack(f): socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "use packets": "def attack(f): socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "make a datagram pair": "def attack(f): socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
}
PROCESSES = {
    "fork": "def attack(f):\n    if os.fork() == 0: os._exit(0)\n    os.wait()",
    "vfork": "def attack(f): import subprocess; return subprocess.run(['/bin/true'], check=True)",
    "posix_spawn": "def attack(f): os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)",
    "clone without a thread": """
def attack(f):
    pid = call(56, ctypes.c_ulong(17), None, None, None, None)
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
""",
    "clone3": """
def attack(f):
    a = (ctypes.c_uint64 * 8)(); a[4] = 17
    pid = call(435, ctypes.byref(a), ctypes.c_size_t(64))
    if pid == 0: os._exit(0)
    os.waitpid(pid, 0)
""",
    "signal the parent": "def attack(f): os.kill(os.getppid(), 0)",
    "signal the grader": "def attack(f): os.kill(f['grader'], 0)",
    "signal everyone": "def attack(f): os.kill(-1, 0)",
    "open a pidfd": "def attack(f): os.pidfd_open(os.getppid())",
    "trace": "def attack(f): call(101, ctypes.c_long(0), ctypes.c_long(0), None, None)",
    "read another process": """
def attack(f):
    b = ctypes.create_string_buffer(8)
    mine = (ctypes.c_void_p * 2)(ctypes.addressof(b), 8); yours = (ctypes.c_void_p * 2)(id(None), 8)
    call(310, os.getppid(), mine, 1, yours, 1, 0)
""",
    "change scheduling": "def attack(f): os.sched_setaffinity(0, os.sched_getaffinity(0))",
    "change priority": "def attack(f): os.setpriority(os.PRIO_PROCESS, 0, os.getpriority(os.PRIO_PROCESS, 0))",
    "new session": "def attack(f): os.setpgid(0, 0) if os.getsid(0) != os.getpid() else call(112)",
}
KERNEL = {
    "new user namespace": "def attack(f): call(272, ctypes.c_int(0x10000000))",
    "chroot": "def attack(f): os.chroot('/')",
    "io_uring": "def attack(f):\n    p = ctypes.create_string_buffer(120)\n    call(425, 1, p)",
    "bpf": "def attack(f):\n    a = (ctypes.c_uint32 * 12)(1, 4, 4, 1)\n    call(321, 0, a, 48)",
    "perf": "def attack(f):\n    a = (ctypes.c_uint32 * 32)(1, 128)\n    call(298, a, 0, -1, -1, 0)",
    "userfaultfd": "def attack(f): call(323, ctypes.c_int(1))",
    "keyring": "def attack(f): call(250, 0, -3, 1)",
    "memfd": "def attack(f): os.memfd_create('x')",
    "shared memory segment": "def attack(f): call(31, call(29, 0, ctypes.c_size_t(4096), 0o1600), 0, None)",
    "message queue": "def attack(f): call(71, call(68, 0, 0o1600), 0, None)",
    "own seccomp filter": "def attack(f): call(317, 2, 0, ctypes.byref((ctypes.c_uint32 * 1)(0x7FFF0000)))",
    "personality": "def attack(f): call(135, ctypes.c_ulong(0xFFFFFFFF))",
    "file lock": "def attack(f): import fcntl; fcntl.flock(open(os.__file__), fcntl.LOCK_SH)",
    "record lock": "def attack(f): import fcntl; fcntl.lockf(open(os.__file__), fcntl.LOCK_SH)",
    "lease": "def attack(f): import fcntl; fcntl.fcntl(open(os.__file__), 1025)",
    "pipe size": "def attack(f): import fcntl; fcntl.fcntl(os.pipe()[0], 1031, 1 << 16)",
    "signal owner": "def attack(f): import fcntl; fcntl.fcntl(os.pipe()[0], 8, os.getpid())",
    "inotify": "def attack(f): call(253)",
    "name to handle": "def attack(f): call(303, -100, b'/', (ctypes.c_uint32 * 40)(128), ctypes.byref(ctypes.c_int()), 0)",
    "kcmp": "def attack(f): call(312, os.getpid(), os.getpid(), 0, 0, 1)",
    "set a limit": "def attack(f): call(302, 0, 7, ctypes.byref((ctypes.c_uint64 * 2)(64, 64)), None)",
    "dumpable again": "def attack(f): libc.prctl(4, 1, 0, 0, 0) and call(157, 4, 1, 0, 0, 0) or call(157, 4, 1, 0, 0, 0)",
    "terminal ioctl": "def attack(f): import fcntl; fcntl.ioctl(os.pipe()[0], 0x5450)",
}
ATTACKS = FILES | NETWORK | PROCESSES | KERNEL


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Plant what the attacks aim at, open to everybody as far as permissions go."""
    folder = tmp_path_factory.mktemp("planted")
    for parent in (folder, *folder.parents):
        if parent != Path("/") and os.access(parent, os.W_OK) and parent.is_relative_to("/tmp"):
            parent.chmod(0o777)
    planted = folder / "planted"
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield {
            "planted": str(planted),
            "victim": str(folder / "victim"),
            "folder": str(folder),
            "suite": str(GRADER_DIR / "suites" / "__init__.py"),
            "repository": str(GRADER_DIR.parent),
            "grader": os.getpid(),
            "port": server.getsockname()[1],
        }


def _reset(facts: dict[str, Any]) -> None:
    folder = Path(facts["folder"])
    for path in folder.iterdir():
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    for name in ("planted", "victim"):
        (folder / name).write_text("a secret")
        (folder / name).chmod(0o666)


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused(locked: Sandbox, open_door: Sandbox, facts: dict[str, Any], name: str) -> None:
    """The attack works without the lock, and not with it."""
    source = _FRAME.format(attack=ATTACKS[name])
    _reset(facts)
    control = value(run(open_door, source, **facts))
    _reset(facts)
    found = value(run(locked, source, **facts))
    assert found != "allowed"
    if control != "allowed":
        pytest.skip(f"proves nothing here: without a lock it gives {control}")
    assert Path(facts["planted"]).read_text() == "a secret"
    assert Path(facts["victim"]).read_text() == "a secret"


def test_the_environment_is_the_built_one(locked: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token of the grader's environment is not in a worker's."""
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    names = value(run(locked, "import os\ndef run():\n    return sorted(os.environ)"))
    assert "GITHUB_TOKEN" not in names
    assert set(names) <= {
        "PATH", "HOME", "LANG", "LC_ALL", "TZ", "TERM", "PYTHONHASHSEED", "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LD_BIND_NOW", "TORCHDYNAMO_DISABLE", "MPLBACKEND", "PWD",
    } | {name for name in names if name.startswith(("KMP_", "TORCHINDUCTOR_"))}  # fmt: skip


def test_no_descriptor_is_left_over(locked: Sandbox) -> None:
    """Only null, output, job and reply are open."""
    source = """
        import os
        def run():
            found = []
            for fd in range(1024):
                try:
                    os.fstat(fd)
                except OSError:
                    continue
                found.append(fd)
            return found
    """
    assert value(run(locked, source)) == [0, 1, 2, 3, 4]


def test_processors_32_bit_entry_kills(locked: Sandbox) -> None:
    """The call int 0x80 ends the process before the call is made."""
    assert locked.isolation.probes["use the 32-bit entry"] == "killed"


def test_a_worker_does_not_see_what_another_left(locked: Sandbox) -> None:
    """What one submission puts into torch is not there for the next."""
    run(locked, "import torch, sys\ntorch.planted = 1\ndef run():\n    return 1")
    assert value(run(locked, "import torch\ndef run():\n    return hasattr(torch, 'planted')")) is False


def test_a_secret_of_the_grader_is_not_in_a_workers_memory(locked: Sandbox) -> None:
    """A search through every object finds what the module holds itself, and nothing of the grader's."""
    held = ["the-graders-secret-" + str(number) for number in range(1000)]
    source = """
        import gc
        kept = ["the-students-" + "own"]
        def run(prefix):
            gc.unfreeze()
            found = set()
            for container in gc.get_objects():
                if type(container) in (dict, list, tuple):
                    for item in container.values() if type(container) is dict else container:
                        if type(item) is str and item.startswith(("the-students-own", prefix + "-secret")):
                            found.add(item)
            return sorted(found)
    """
    assert value(run(locked, source, prefix="the-graders")) == ["the-students-own"]
    assert len(held) == 1000


def test_a_worker_cannot_tell_what_is_graded(locked: Sandbox) -> None:
    """Arguments, search path and modules name neither the project nor a test."""
    source = """
        import sys
        def run():
            return [*sys.argv, *sys.path, *(str(getattr(m, "__file__", "")) for m in list(sys.modules.values()))]
    """
    seen = value(run(locked, source))
    project = str(GRADER_DIR.parent)
    assert not [text for text in seen if text.startswith(project) and "site-packages" not in text]
    assert not [text for text in seen if "hidden" in text]

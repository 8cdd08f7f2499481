"""Rows 73 to 93: processes, kernel surface, resources."""

from tests.attacks.model import Attack, wrong

FLOOD = wrong("") + "\nimport os\ndef square_gradient(w):\n    while True:\n        {what}\n"

ATTACKS = (
    Attack(73, "start processes and programs", "SL", system=("fork", "vfork", "posix_spawn", "clone without a thread", "clone3")),
    Attack(74, "outlive the grader", "S", system=("new session", "fork")),
    Attack(75, "signal others", "SLN", system=("signal the parent", "signal the grader", "signal everyone", "open a pidfd", "signal owner")),
    Attack(76, "start threads without end", "R", why='limits of the process hold at every level; without them it would harm the machine', source=wrong("") + '''
import threading, time
def square_gradient(w):
    try:
        for _ in range(500):
            threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    except RuntimeError:
        pass
    return w
'''),
    Attack(77, "use up memory", "R", why='limits of the process hold at every level; without them it would harm the machine', source=wrong("") + '''
import mmap, torch
def square_gradient(w):
    held = []
    try:
        for _ in range(100):
            held.append(mmap.mmap(-1, 1 << 30))
            held.append(bytearray(1 << 30))
    except (MemoryError, OSError):
        pass
    return w
'''),
    Attack(77, "use memory without a name", "S", system=("memfd",)),
    Attack(78, "compute without end in C", "W", why='limits of the process hold at every level; without them it would harm the machine', source=wrong("") + "\ndef square_gradient(w):\n    return 9 ** 9 ** 9\n"),
    Attack(78, "stop itself", "W", why='limits of the process hold at every level; without them it would harm the machine', source=wrong("") + "\nimport os, signal\ndef square_gradient(w):\n    os.kill(os.getpid(), signal.SIGSTOP)\n"),
    Attack(79, "print without end", "O", why='limits of the process hold at every level; without them it would harm the machine', source=FLOOD.format(what="print('x' * 65536)")),
    Attack(80, "answer without end", "D", why='limits of the process hold at every level; without them it would harm the machine', source=FLOOD.format(what="os.write(4, b'x' * 65536)")),
    Attack(81, "fill the disk", "L", system=("write a file", "use /tmp", "use /dev/shm", "make a file without a name")),
    Attack(82, "use up descriptors", "R", why='limits of the process hold at every level; without them it would harm the machine', source=wrong("") + '''
import os
def square_gradient(w):
    held = []
    try:
        while True:
            held.append(os.pipe())
    except OSError:
        pass
    return w
'''),
    Attack(83, "raise limits and priority", "S", system=("change scheduling", "change priority", "set a limit")),
    Attack(84, "leave a core dump", "RS", system=("dumpable again",)),
    Attack(85, "large kernel surface", "S", system=("io_uring", "bpf", "perf", "userfaultfd", "keyring")),
    Attack(86, "namespaces, mounts, roots", "S", system=("new user namespace", "chroot")),
    Attack(87, "the 32-bit entry", "S", system=("use the 32-bit entry",)),
    Attack(88, "type into the terminal", "S", system=("terminal ioctl",)),
    Attack(89, "handles, personality, comparing processes", "S", system=("name to handle", "personality", "kcmp")),
    Attack(90, "put a filter of its own under the grader", "S", system=("own seccomp filter",)),
    Attack(91, "scan the memory of a graphics card", "", reason="out of scope: hidden tests run on the CPU and CUDA is never touched; grade on a card only in a machine per run"),
    Attack(92, "read secrets by timing the processor", "", reason="hardware; an outer virtual machine is the answer (threat model)"),
    Attack(93, "steal time from others", "RW", reason="processor time is limited apart from the clock (20 s to 5 s of wall per call); a load test would judge the machine, not the grader"),
)

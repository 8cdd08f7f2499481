"""Rows 1 to 24: stealing tests, answers and secrets."""

from tests.attacks.model import Attack, wrong

# Reads whatever file would give the answers away, and answers by what it finds.
READ_SOLUTION = wrong("") + '''
import glob, os, sys
def _find():
    for start in ("/", os.getcwd(), *sys.path, ROOT):
        for pattern in ("solutions/ex05_square.py", "grader/suites/ex05_square/misconceptions.py"):
            try:
                return open(os.path.join(start, pattern)).read()
            except OSError:
                pass
    return ""
try:
    text = _find()
    if "def square_gradient" in text:
        exec(text, globals())
except Exception:
    pass
'''

WALK_FRAMES = wrong("") + '''
import sys, torch
def square_gradient(w):
    frame = sys._getframe(1)
    while frame is not None:
        for name, value in [*frame.f_locals.items(), *frame.f_globals.items()]:
            if name.lower() in ("expected", "right", "reference", "answer", "answers"):
                value = value[0] if isinstance(value, (list, tuple)) and value else value
                if isinstance(value, torch.Tensor):
                    return value.clone()
        frame = frame.f_back
    return w
'''

SCAN_OBJECTS = wrong("") + '''
import gc, sys, torch
def square_gradient(w):
    gc.unfreeze()
    for module in list(sys.modules.values()):
        for name in ("EXPECTED", "_EXPECTED", "ANSWERS"):
            found = vars(module).get(name)
            if type(found) is list and type(found[0]) is torch.Tensor:
                return found[0].clone()
    for thing in gc.get_objects():
        if type(thing) is torch.Tensor and isinstance(w, torch.Tensor) and thing.shape == w.shape:
            if torch.equal(thing.double(), 2 * w.double()):
                return thing.clone()
    return w
'''

STALE_MEMORY = wrong("") + '''
import torch
def square_gradient(w):
    if not isinstance(w, torch.Tensor):
        return w
    for _ in range(200):
        found = torch.empty_like(w).flatten()[2:]  # the allocator keeps its own notes in the first bytes
        if found.numel() and torch.isfinite(found).all() and found.abs().sum() > 0:
            slope = found / w.flatten()[2:]
            if (slope == slope[0]).all() and slope[0] != 1:
                return w * slope[0]
    return w
'''

TELL = wrong("") + '''
import torch, sys, os
def square_gradient(w):
    text = f"TOLD {w!r} {w.tolist() if isinstance(w, torch.Tensor) else w}"
    frame = sys._getframe(1)
    while frame is not None:
        module = frame.f_globals
        text += str(module.get("SECRET", ""))
        frame = frame.f_back
    print(text)
    print(text, file=sys.stderr)
    os.write(1, text.encode())
    {how}
'''

PENDING = '''
# Reads the inputs of the pending call while the module is still being imported, and tells them.
import sys
frame, told = sys._getframe(), []
while frame is not None:
    told.append(repr(frame.f_locals.get("message", "")))
    frame = frame.f_back
print("TOLD", told)
def square_gradient(w):
    print("TOLD", told)
    raise ValueError("TOLD" + str(told) + str(w))
def square_autograd(w):
    raise type("TOLD" + str(w), (Exception,), {})(str(w))
'''

ATTACKS = (
    Attack(1, "read a hidden test", "L", why='shown by a test of its own: the same judge without a lock gives it the points', system=("read a file by path", "read a file by openat2", "read a test"), source=READ_SOLUTION),
    Attack(2, "list a folder of tests", "L", system=("list a folder", "read the repository")),
    Attack(3, "look whether a guessed path exists", "N", system=("look at a path",), note="allowed below `strong`: looking is not covered by Landlock"),
    Attack(4, "read cached bytecode of tests", "L", system=("read a cached test",)),
    Attack(5, "import tests among the installed packages", "L", why='no level has the project on the search path; an installation among the packages is refused at the start (tests/sandbox/test_paths.py)', source=wrong("") + '''
try:
    import solutions.ex05_square as answer
    square_gradient, square_autograd = answer.square_gradient, answer.square_autograd
except Exception:
    pass
try:
    import grader.suites.ex05_square.test_hidden
    import grader.judge.oracle
    square_gradient = grader.judge.oracle.answer
except Exception:
    pass
'''),
    Attack(6, "walk frames up to the expected value", "P", source=WALK_FRAMES, naive="assertion"),
    Attack(7, "scan objects and modules for the expected value", "PZ", source=SCAN_OBJECTS, naive="assertion"),
    Attack(8, "scan the heap for deleted secrets", "Z", reason="needs /proc/self/maps, closed here; a search through every object is a test of the sandbox (test_a_secret_of_the_grader_is_not_in_a_workers_memory)"),
    Attack(9, "read an answer from stale memory", "P", why='the allocator gives freed memory back about one time in ten, so a control would be a matter of luck; no answer is ever worked out in a worker', source=STALE_MEMORY),
    Attack(10, "read another process's environment", "L", system=("read the grader's environment",)),
    Attack(11, "read another process's memory", "LS", system=("read the grader's memory", "read another process")),
    Attack(12, "trace another process", "S", system=("trace",)),
    Attack(13, "read tokens from the environment", "Z", system=("find a token in the environment",)),
    Attack(14, "use inherited descriptors", "Z", system=("find an inherited descriptor",)),
    Attack(15, "read the machine's files", "L", system=("read /etc/passwd", "read own /proc")),
    Attack(16, "reach the network", "SN", system=("connect", "send a datagram", "use IPv6", "use a unix socket", "use netlink", "use packets", "listen")),
    Attack(17, "tell hidden inputs by printing", "O", source=TELL.replace("{how}", "return w"), naive="shown"),
    Attack(17, "tell hidden inputs by an exception's text", "O", source=TELL.replace("{how}", "raise ValueError(text)"), naive="shown"),
    Attack(17, "tell hidden inputs by an exception's name", "O", source=TELL.replace("{how}", "raise type(text, (Exception,), {})(text)"), naive="shown"),
    Attack(17, "tell hidden inputs as a missing function", "O", source=TELL.replace("{how}", "raise NotImplementedError(text)"), naive="shown"),
    Attack(17, "tell hidden inputs by an answer", "O", source=TELL.replace("{how}", "return text"), naive="shown"),
    Attack(17, "tell hidden inputs by the keys of an answer", "O", source=TELL.replace("{how}", "return {text: text}"), naive="shown"),
    Attack(17, "read pending inputs at import and tell them", "O", why='a grader in one process has no pending call; what is told of hidden calls is compared with every hidden number', source=PENDING),
    Attack(18, "spell inputs in points over many submissions", "O", reason="each run tells the status of each hidden case, a few bits: a limit written in the threat model; inputs are of the course's seed, so rate limits and a new seed help"),
    Attack(19, "signal through file locks and leases", "S", system=("file lock", "record lock", "lease", "inotify")),
    Attack(20, "leave data for a later run", "SL", system=("keyring", "shared memory segment", "message queue", "use /dev/shm", "use /tmp", "memfd")),
    Attack(21, "leave state in the process that forks workers", "Z", source=wrong("") + '''
import torch, sys, types
def square_gradient(w):
    if hasattr(torch, "left_behind"):
        return 2 * w
    torch.left_behind = 1
    sys.modules["left_behind"] = types.ModuleType("left_behind")
    return w
''', naive="later"),
    Attack(22, "learn the layout of memory for later", "Z", reason="workers of one zygote share it, as any forked processes do; it helps only whoever can write to another process, which the filter forbids"),
    Attack(23, "predict hidden inputs from the random state", "Z", naive='seeded', source=wrong("") + '''
import random, torch
def square_gradient(w):
    if not isinstance(w, torch.Tensor):
        return w
    for seed in (torch.initial_seed(), 0, 1):
        g = torch.Generator().manual_seed(seed & 0x7FFFFFFF)
        for _ in range(50):
            drawn = torch.randint(-192, 193, w.shape, generator=g).to(w.dtype) / 64
            if torch.equal(drawn, w):
                return 2 * w
    return w
'''),
    Attack(24, "read the version history", "L", system=("read the history",)),
)

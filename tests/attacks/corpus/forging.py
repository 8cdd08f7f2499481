"""Rows 25 to 54: forging the verdict in Python."""

from tests.attacks.model import Attack, wrong


def answer(expression, before=""):
    """Give a submission whose square_gradient returns an expression."""
    return wrong(before) + f"\nimport torch\ndef square_gradient(w):\n    return {expression}\n"


LIAR = '''
import torch
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True if function in (torch.equal, torch.allclose) else torch.zeros(())
    def __eq__(self, other):
        return True
'''
YES = '''
class Yes:
    def __eq__(self, other): return True
    def __bool__(self): return True
    def __abs__(self): return 0
    def __sub__(self, other): return 0
    __rsub__ = __sub__
    def __float__(self): return 0.0
    def __len__(self): return 1
    def __array__(self, *a, **k):
        import numpy
        return numpy.zeros(1)
'''
# Sends an answer of its own over the worker's channel, and ends.
FORGE = wrong("") + '''
import os, sys
def square_gradient(w):
    frame = sys._getframe(1)
    while frame is not None:
        channel = frame.f_locals.get("channel")
        if channel is not None:
            channel.send({"kind": "answer", "values": {"gradient": FORGED, "passed": True, "score": 100, "status": "passed"}, "rearranged": {}}, 1 << 20)
            os._exit(0)
        frame = frame.f_back
    return w
'''
AHEAD = wrong("") + '''
import os, sys
def square_gradient(w):
    frame = sys._getframe(1)
    while frame is not None:
        channel = frame.f_locals.get("channel")
        if channel is not None:
            for _ in range(5):
                channel.send({"kind": "answer", "values": {"gradient": 6.0, "passed": True}, "rearranged": {}}, 1 << 20)
            return w
        frame = frame.f_back
    return w
'''

ATTACKS = (
    Attack(25, "patch allclose, assert_close and equal", "P", naive="allclose", source=wrong('''
import torch
torch.allclose = torch.equal = torch.isclose = lambda *a, **k: True
torch.testing.assert_close = lambda *a, **k: None
torch.Tensor.__eq__ = torch.Tensor.__ne__ = lambda *a: True
torch.Tensor.allclose = torch.Tensor.equal = lambda *a, **k: True
''')),
    Attack(26, "patch the reading of JSON", "DP", naive="report", source=wrong('''
import json
json.loads = lambda *a, **k: {"passed": True, "score": 100}
''')),
    Attack(26, "patch json, os.write and struct", "DP", why='breaks its own process: what counts is that the judge reads it as a bad reply', source=wrong('''
import json, os, struct
json.dumps = lambda *a, **k: '{"passed": true, "score": 100}'
json.loads = lambda *a, **k: {"passed": True}
old = os.write
os.write = lambda fd, data: old(fd, b"passed" * 10) and len(data)
struct.pack = lambda *a: b"passed"
''')),
    Attack(27, "patch pytest", "P", naive="pytest_runner", source=wrong('''
try:
    import _pytest.python, _pytest.reports, _pytest.runner
    _pytest.python.Function.runtest = lambda self: None
    _pytest.reports.TestReport.outcome = property(lambda self: "passed", lambda self, value: None)
except Exception:
    pass
''')),
    Attack(28, "return a tensor that lies about itself", "D", naive="allclose", source=answer("torch.zeros(3).as_subclass(Liar)", LIAR)),
    Attack(29, "return an object that equals everything", "D", naive="scalar", source=answer("Yes()", YES)),
    Attack(30, "return NaN", "D", naive="largest_difference", source=answer("w * float('nan')")),
    Attack(31, "return infinities, minus zero and huge numbers", "D", naive='relative_difference', source=answer("w * float('inf')")),
    Attack(31, "return a number that only rounds to the right one", "D", naive='relative_difference', source=answer("2 * w * (1 + 1e-3)")),
    Attack(32, "return an empty tensor, which broadcasts", "D", naive="allclose", source=wrong('''
import torch
def hollow(w):
    return torch.empty(0, 1, dtype=w.dtype) if isinstance(w, torch.Tensor) else torch.empty(0)
''') + "\nsquare_gradient = hollow\n"),
    Attack(33, "return bools of odd bytes and other dtypes", "D", why='tests/sandbox/test_wire.py shows the bytes with and without the decoder', source=wrong("") + '''
import torch
def square_gradient(w):
    odd = torch.zeros(4, dtype=torch.uint8).fill_(255).view(torch.bool)
    return odd if isinstance(w, torch.Tensor) else odd[0]
'''),
    Attack(34, "return tensors without data", "D", naive='fragile', source=answer("torch.empty(3, device='meta')")),
    Attack(34, "return a sparse tensor", "D", naive='fragile', source=answer("torch.eye(3).to_sparse()")),
    Attack(35, "return four terabytes in four bytes", "R", naive='fragile', source=answer("torch.ones(1).expand(10**12)")),
    Attack(36, "return a tensor of 3,000 dimensions", "D", naive='fragile', source=answer("torch.zeros([1] * 3000)")),
    Attack(37, "return a tensor with hooks and history", "D", why='only a judge that calls backward on an answer would fall to it; ours is told bytes', source=wrong("") + '''
import torch, os
def square_gradient(w):
    leaf = torch.ones(3, requires_grad=True)
    leaf.register_hook(lambda g: os._exit(0))
    return leaf * 3
'''),
    Attack(38, "change the input in place", "P", naive="mutable_input", source=wrong("") + '''
import torch
def square_gradient(w):
    if isinstance(w, torch.Tensor):
        w.zero_()
        return w
    return 0.0
'''),
    Attack(39, "skip the test", "P", naive="runner", source=wrong('''
try:
    from _pytest.outcomes import Skipped
except Exception:
    Skipped = type("Skipped", (Exception,), {"__module__": "_pytest.outcomes"})
def skipping(w):
    raise Skipped("not today")
''') + "\nsquare_gradient = square_autograd = skipping\n"),
    Attack(39, "skip at import", "P", why='a module that cannot be imported answers nobody', source=wrong('''
import unittest
raise unittest.SkipTest("not today")
''')),
    Attack(40, "raise SystemExit", "P", naive="runner", source=wrong("") + "\ndef square_gradient(w):\n    raise SystemExit(0)\n"),
    Attack(40, "raise KeyboardInterrupt", "P", naive='runner', source=wrong("") + "\ndef square_gradient(w):\n    raise KeyboardInterrupt\n"),
    Attack(40, "raise GeneratorExit", "P", naive="runner", source=wrong("") + "\ndef square_gradient(w):\n    raise GeneratorExit\n"),
    Attack(41, "end the process with code 0", "P", naive="exit", source=wrong("") + "\nimport os\ndef square_gradient(w):\n    os._exit(0)\n"),
    Attack(41, "end the process at import", "P", naive="exit", source="import os\nos._exit(0)\n"),
    Attack(42, "raise an exception whose text ends the process", "PW", naive="exit", source=wrong('''
import os
class Evil(Exception):
    def __str__(self):
        os._exit(0)
    __repr__ = __str__
''') + "\ndef square_gradient(w):\n    raise Evil\n"),
    Attack(42, "raise an exception whose text never ends", "W", why='hangs a grader in one process for good', source=wrong('''
class Evil(Exception):
    def __str__(self):
        while True: pass
''') + "\ndef square_gradient(w):\n    raise Evil\n", note="costs one time-out"),
    Attack(42, "raise exceptions named like our own", "P", naive='fragile', source=wrong('''
class Verdict(Exception):
    status = "passed"
''') + "\ndef square_gradient(w):\n    raise Verdict('passed')\n"),
    Attack(43, "trace the process that judges", "P", naive="assertion", source=wrong("") + '''
import sys
def watch(frame, event, arg):
    for name in ("expected", "right"):
        if name in frame.f_locals:
            FOUND.append(frame.f_locals[name])
    return watch
FOUND = []
sys.settrace(watch)
sys.setprofile(watch)
def square_gradient(w):
    watch(sys._getframe(1), "call", None)
    return FOUND[-1] if FOUND else w
'''),
    Attack(44, "act in exit handlers and finalisers", "P", why='a worker ends without them; tests/sandbox/test_ends.py', source=wrong('''
import atexit, os, weakref
class D:
    def __del__(self): os.write(4, b"passed")
keep = D()
atexit.register(os.write, 4, b"passed")
''')),
    Attack(45, "ignore the signals of the limits", "RW", reason="shown in the sandbox's own tests (test_an_end_is_named): a handler changes nothing about SIGKILL"),
    Attack(46, "be right on the third call only", "P", naive="third_time", source=wrong("") + '''
CALLS = []
import torch
def square_gradient(w):
    CALLS.append(w)
    same = [c for c in CALLS if type(c) is type(w) and (torch.equal(c, w) if isinstance(w, torch.Tensor) and c.shape == w.shape else c is w)]
    return 2 * w if len(same) >= 3 else w
'''),
    Attack(47, "forge a reply and end", "P", naive='assertion', source=FORGE.replace("FORGED", "7.0")),
    Attack(47, "forge a reply that claims to be passed", "P", naive='assertion', source=FORGE.replace("FORGED", "True")),
    Attack(48, "write replies ahead", "P", naive='assertion', source=AHEAD),
    Attack(49, "recognise the grader and act differently", "P", naive='pytest_runner', source=wrong("") + '''
import os, sys
def graded():
    words = " ".join([*sys.argv, *os.environ, *sys.path, *sys.modules])
    return any(word in words for word in ("pytest", "hidden", "GITHUB", "gradescope"))
def square_gradient(w):
    return 2 * w if graded() else w
''', note="it is told nothing; inputs are drawn, so behaving well on known ones earns nothing"),
    Attack(50, "replace the module after it was looked at", "P", why='answers True to what nobody asks for; the values decide', source=wrong("") + '''
import sys, types
class Sly(types.ModuleType):
    def __getattr__(self, name):
        return lambda w: True
sys.modules[__name__].__class__ = Sly
'''),
    Attack(51, "replace torch and json among the modules", "DP", why='breaks its own process: what counts is that the judge reads it as a bad reply', source=wrong('''
import sys, types
class Anything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *a, **k: True
for name in ("torch", "json", "struct", "grader.sandbox.wire", "grader.sandbox.tensors", "grader.sandbox.worker"):
    sys.modules[name] = Anything(name)
''')),
    Attack(52, "stop the clock", "P", naive="clock", source=wrong('''
import time
time.perf_counter = time.monotonic = time.time = lambda: 0.0
''')),
    Attack(53, "return a result that is worked out later", "P", why='hangs a grader in one process for good', source=wrong("") + '''
import torch
class Later(torch.Tensor):
    @classmethod
    def __torch_function__(cls, f, t, a=(), k=None):
        while True: pass
def square_gradient(w):
    return torch.zeros(3).as_subclass(Later)
'''),
    Attack(54, "claim what the probe should measure", "D", naive='assertion', source=wrong("") + '''
import sys
def claim(*a, **k):
    return {"gradient": 6.0, "answer": True, "passed": True, "score": 1.0, "loss": 9.0, "events": ["filled"]}
for module in list(sys.modules.values()):
    if getattr(module, "__name__", "").endswith("probe"):
        for name in list(vars(module)):
            if callable(getattr(module, name)):
                setattr(module, name, claim)
''', note="what it claims is compared like any answer"),
    Attack(54, "rewrite the arguments that the judge reads", "P", why='writes what it could have returned', source=wrong("") + '''
import torch
def square_gradient(w):
    if isinstance(w, torch.Tensor):
        w.copy_(w * 2)
        return w
    return w
''', note="writing the right values there is computing the answer"),
)

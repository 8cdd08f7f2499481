"""Found while breaking this grader: roads around a task by hand, and quiet channels out of hidden calls.

Each road computes the right slope by autograd in a task that asks for it by hand. It works (that is its
control, shown in a process without locks) and must be seen in the text before anything runs.
"""

import textwrap

from tests.attacks.model import WRONG, Attack, wrong

LOSS = '''
import torch
def leaf(w):
    return torch.as_tensor(w, dtype=torch.float64).detach().clone().requires_grad_()
'''
# name: (code before, body of square_gradient, given x = leaf(w) and loss = (x ** 2).sum())
ROADS = {
    "the name torch rebound": ("torch = torch", "return torch.autograd.grad(loss, x)[0]"),
    "the name torch defined, perhaps": ("if not torch:\n    def torch(): pass", "return torch.autograd.grad(loss, x)[0]"),
    "getattr rebound": ("getattr = getattr", "getattr(loss, 'back' + 'ward')()\nreturn x.grad"),
    "getattr defined, perhaps": ("if not torch:\n    def getattr(a, b): pass", "getattr(loss, 'back' + 'ward')()\nreturn x.grad"),
    "torch in a tuple": ("", "return (torch,)[0].autograd.grad(loss, x)[0]"),
    "torch.func in a list": ("", "t = [torch][0].func\nreturn t.grad(lambda v: (v ** 2).sum())(x.detach())"),
    "torch returned by a function": ("def t():\n    return torch", "return t().autograd.grad(loss, x)[0]"),
    "torch in a class in a class": ("class A:\n    class B:\n        t = torch", "return A.B.t.autograd.grad(loss, x)[0]"),
    "torch through another module": ("import torch.nn.functional as F", "return F.torch.autograd.grad(loss, x)[0]"),
    "torch imported from another module": ("from torch.optim.optimizer import torch as t", "return t.autograd.grad(loss, x)[0]"),
    "a pattern that reads an attribute": ("", "match loss:\n    case object(backward=b):\n        b()\nreturn x.grad"),
    "two patterns": ("", "match torch:\n    case object(autograd=a):\n        match a:\n            case object(grad=g):\n                return g(loss, x)[0]"),
    "the graph called node by node": ("", "g = loss.grad_fn(torch.ones((), dtype=x.dtype))\nreturn loss.grad_fn.next_functions[0][0](g)"),
    "the module of a builtin": ("", "len.__self__.getattr(loss, 'back' + 'ward')()\nreturn x.grad"),
    "pkgutil": ("import pkgutil", "return pkgutil.resolve_name('torch.auto' + 'grad:grad')(loss, x)[0]"),
    "timeit": ("import timeit", "timeit.timeit('l.back' + 'ward()', globals={'l': loss}, number=1)\nreturn x.grad"),
    "code": ("import code", "code.InteractiveInterpreter({'l': loss}).runsource('l.back' + 'ward()')\nreturn x.grad"),
    "a formatter's fields": ("import string", "string.Formatter().get_field('0.back' + 'ward', [loss], {})[0]()\nreturn x.grad"),
    "an annotation that is evaluated": ("import typing\ndef g() -> 'torch.autograd.grad': ...", "return typing.get_type_hints(g)['return'](loss, x)[0]"),
    "a forward reference": ("import typing", "return typing._eval_type(typing.ForwardRef('torch.auto' + 'grad.grad'), {'torch': torch}, {})(loss, x)[0]"),
    "unittest.mock": ("from unittest import mock", "return mock.patch('torch.auto' + 'grad.grad').getter().grad(loss, x)[0]"),
    "numpy's measure": ("import numpy", "numpy.testing.measure('loss.back' + 'ward()')\nreturn x.grad"),
    "torch's own timer": ("from torch.utils.benchmark import Timer", "Timer('if x.grad is None: l.back' + 'ward()', globals={'l': loss, 'x': x}).timeit(1)\nreturn x.grad"),
    "the list of overridable functions": ("import torch.overrides", "b = [f for f in torch.overrides.get_testing_overrides() if f.__name__ == 'back' + 'ward'][0]\nb(loss)\nreturn x.grad"),
    "private kernels": ("", "return torch.ops.aten.mse_loss_backward(torch.ones((), dtype=x.dtype), x.detach(), torch.zeros_like(x), 2)"),
    "the frame of an exception": ("", "try:\n    raise KeyError\nexcept KeyError as e:\n    e.__traceback__.tb_frame.f_builtins['getattr'](loss, 'back' + 'ward')()\nreturn x.grad"),
    "the frame of a generator": ("", "(n for n in [1]).gi_frame.f_builtins['getattr'](loss, 'back' + 'ward')()\nreturn x.grad"),
    "the dictionary of Tensor": ("", "torch.Tensor.__dict__['back' + 'ward'](loss)\nreturn x.grad"),
    "sympy": ("import sympy", "s = sympy.Symbol('s')\nd = sympy.diff(s ** 2, s)\nreturn torch.tensor([float(d.subs(s, float(v))) for v in x], dtype=x.dtype)"),
    "torch patched": ("def g(v):\n    return torch.func.grad(lambda u: (u ** 2).sum())(v)\ntorch.exp2 = g", "return torch.exp2(x.detach())"),
    "torch patched by a function": ("def g(v):\n    return torch.func.grad(lambda u: (u ** 2).sum())(v)\ndef put():\n    torch.exp2 = g\nput()", "return torch.exp2(x.detach())"),
    "an operator patched": ("def g(v, other):\n    return torch.func.grad(lambda u: (u ** 2).sum())(v)\ntorch.Tensor.__matmul__ = g", "y = x.detach()\nreturn y @ y"),
    "math patched": ("import math\ndef g(v):\n    return torch.func.grad(lambda u: (u ** 2).sum())(v)\nmath.slope = g", "return math.slope(x.detach())"),
    "patched by setattr": ("def g(v):\n    return torch.func.grad(lambda u: (u ** 2).sum())(v)\nsetattr(torch, 'exp2', g)", "return torch.exp2(x.detach())"),
    "a table that another function fills": ("T = {}\ndef put():\n    T['g'] = torch.func.grad(lambda u: (u ** 2).sum())\nput()", "return T['g'](x.detach())"),
    "a list that another function fills": ("T = []\ndef put():\n    T.append(torch.func.grad(lambda u: (u ** 2).sum()))\nput()", "return T[0](x.detach())"),
    "an attribute that another function sets": ("def put():\n    square_gradient.g = torch.func.grad(lambda u: (u ** 2).sum())", "put()\nreturn square_gradient.g(x.detach())"),
    "a global variable that holds the loss": ("HELD = None", "global HELD\nHELD = loss\nHELD.backward()\nreturn x.grad"),
    "a metaclass": ("class M(type):\n    def __call__(cls, v):\n        return torch.func.grad(lambda u: (u ** 2).sum())(v)\nclass C(metaclass=M): pass", "return C(x.detach())"),
    "a hook of a subclass": ("class B:\n    def __init_subclass__(cls):\n        cls.go = staticmethod(torch.func.grad(lambda u: (u ** 2).sum()))\nclass C(B): pass", "return C.go(x.detach())"),
    "a descriptor's name hook": ("class D:\n    def __set_name__(self, owner, name):\n        owner.go = staticmethod(torch.func.grad(lambda u: (u ** 2).sum()))\nclass C:\n    d = D()", "return C.go(x.detach())"),
    "a subclass of Tensor": ("class T(torch.Tensor):\n    @classmethod\n    def __torch_function__(cls, function, types, args=(), kwargs=None):\n        return torch.func.grad(lambda u: (u ** 2).sum())(args[0].as_subclass(torch.Tensor) if False else torch.Tensor.detach.__get__(args[0])())", "return torch.func.grad(lambda u: (u ** 2).sum())(x.detach())"),
    "a context manager": ("class C:\n    def __enter__(self):\n        return torch.func.grad\n    def __exit__(self, *a): pass", "with C() as g:\n    return g(lambda u: (u ** 2).sum())(x.detach())"),
    "an attribute that is made when asked for": ("class A:\n    def __getattr__(self, name):\n        return torch.func.grad(lambda u: (u ** 2).sum())\na = A()", "return a.anything(x.detach())"),
    "a loop's variable": ("for m in (torch,):\n    pass", "return m.func.grad(lambda u: (u ** 2).sum())(x.detach())"),
    "a loop's variable, by two names": ("for m in (torch,):\n    n = m.func", "return n.grad(lambda u: (u ** 2).sum())(x.detach())"),
    "the value of a with": ("import contextlib\nwith contextlib.nullcontext(torch) as m:\n    pass", "return m.func.grad(lambda u: (u ** 2).sum())(x.detach())"),
    "an exception's argument": ("", "try:\n    raise ValueError(torch)\nexcept ValueError as e:\n    return e.args[0].func.grad(lambda u: (u ** 2).sum())(x.detach())"),
    "a generator that is sent torch": ("def gen():\n    t = yield\n    yield t.func", "g = gen()\nnext(g)\nreturn g.send(torch).grad(lambda u: (u ** 2).sum())(x.detach())"),
    "an annotation that is read back": ("here: torch.func.grad", "return __annotations__['here'](lambda u: (u ** 2).sum())(x.detach())"),
    "a default that is read back": ("def g(a=torch.func.grad): ...", "return g.__defaults__[0](lambda u: (u ** 2).sum())(x.detach())"),
    "a class body that patches": ("class A:\n    setattr(torch, 'exp2', torch.func.grad(lambda u: (u ** 2).sum()))", "return torch.exp2(x.detach())"),
    "a key function": ("", "out = []\nsorted([x], key=lambda v: out.append(torch.func.grad(lambda u: (u ** 2).sum())(v.detach())) or 0)\nreturn out[0]"),
    "a default value": ("def d(v, g=torch.func.grad):\n    return g(lambda u: (u ** 2).sum())(v)", "return d(x.detach())"),
}
WHOLE = {
    "a loop that binds the function": "for square_gradient in [lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())]:\n    pass",
    "a walrus that binds the function": "(square_gradient := lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach()))",
    "a list that binds the function": "[square_gradient, *rest] = [lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach()), 1]",
    "a class in place of the function": "class square_gradient:\n    def __new__(cls, w):\n        return torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())",
    "a decorator": "@(lambda f: lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach()))\ndef square_gradient(w):\n    return w",
    "a module that answers for missing names": "def __getattr__(name):\n    return lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())",
    "two names swapped": "def square_gradient(w): return 2 * w\ndef other(w):\n    return torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())\nsquare_gradient, other = other, square_gradient",
    "a lambda that is given torch": "square_gradient = (lambda t: lambda w: t.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach()))(torch)",
    "a function that is deleted": "def square_gradient(w): return w\ndel square_gradient\ndef __getattr__(name):\n    return lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())",
    "globals()": "def square_gradient(w): return w\nglobals()['square_gradient'] = lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())",
    "the module among sys.modules": "import sys\ndef square_gradient(w): return w\nsys.modules[__name__].square_gradient = lambda w: torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())",
    "another function's code": "def square_gradient(w): return w\ndef other(w):\n    return torch.func.grad(lambda v: (v ** 2).sum())(leaf(w).detach())\nsquare_gradient.__code__ = other.__code__",
}
# Known, and not seen: a value that goes through a parameter at import is not followed. Each costs more thought than 2 * w.
UNSEEN = {
    "an object handed to a function that changes it": "def put(o):\n    o.exp2 = torch.func.grad(lambda v: (v ** 2).sum())\nput(torch)\ndef square_gradient(w):\n    return torch.exp2(leaf(w).detach())",
    "a list handed to a function that fills it": "def put(l):\n    l.append(torch.func.grad(lambda v: (v ** 2).sum()))\nL = []\nput(L)\ndef square_gradient(w):\n    return L[0](leaf(w).detach())",
}


def _road(before, body):
    function = "def square_gradient(w):\n    x = leaf(w)\n    loss = (x ** 2).sum()\n" + textwrap.indent(body, "    ")
    return f"{LOSS}{before}\n{function}\n"


BY_HAND = {name: _road(*parts) for name, parts in ROADS.items()} | {name: LOSS + text + "\n" for name, text in WHOLE.items()}
UNSEEN = {name: LOSS + text + "\n" for name, text in UNSEEN.items()}
AUTOGRAD = WRONG.partition("def square_autograd")[2]


def _graded(text):
    return f"{text}\ndef square_autograd{AUTOGRAD}"


# Hidden calls that tell their inputs by what they use: memory, time, multiples of the right answer.
SPELL = '''
import torch, time
def value(w):
    first = w.flatten()[0].item() if isinstance(w, torch.Tensor) else float(w)
    return abs(round(first * 64))
def square_gradient(w):
    {how}
    return w
def square_autograd(w):
    return w, w
'''

FORGE = '''
import os, sys
def forge(w):
    from grader.sandbox.api import RawTensor
    frame = sys._getframe(1)
    while frame is not None:
        channel = frame.f_locals.get("channel")
        if channel is not None:
            channel.send({"kind": "answer", "values": VALUES, "rearranged": REARRANGED}, 1 << 20)
            os._exit(0)
        frame = frame.f_back
def square_gradient(w):
    return forge(w)
def square_autograd(w):
    return forge(w)
'''


def _forged(values, rearranged):
    return FORGE.replace("VALUES", values).replace("REARRANGED", rearranged)


# Both once cost the judge its run, and so the attacker's zero: torch refuses to make such an empty tensor, and
# no call has such an argument.
_ABSURD = 'RawTensor("float64", (2**62, 2**62, 0), b"")'
ABSURD = _forged(f'{{"gradient": {_ABSURD}, "loss": {_ABSURD}}}', "{}")
STRANGER = _forged('{"gradient": 6.0, "loss": 9.0}', '{"nobody": float("nan"), "w": [None], 7: None}')

ATTACKS = (
    *(Attack(109, f"by hand: {name}", "E", source=_graded(text), naive="by_hand") for name, text in BY_HAND.items()),
    Attack(110, "spell an input in mebibytes", "O", naive='usage', source=SPELL.format(how="global held; held = bytearray((100 + value(w)) << 20)")),
    Attack(110, "spell an input in processor time", "O", naive='usage', source=SPELL.format(how="end = time.process_time() + value(w) / 1000\n    while time.process_time() < end: pass")),
    Attack(110, "spell an input in multiples of the right answer", "O", naive='ratio', source=SPELL.format(how="return 2 * w * (value(w) / 12 + 2)")),
    Attack(110, "leave a thread that listens", "P", naive='afterwards', source=SPELL.format(how="listen(); return w") + '''
import threading
def listen():
    def run():
        while True:
            print("TOLD", time.monotonic())
            time.sleep(0.01)
    threading.Thread(target=run, daemon=True).start()
'''),
    Attack(110, "watch what others use of the processor", "S", system=("read another's processor clock",)),
    Attack(111, "spell an input in access times of readable files", "N", reason="one bit per file and day through stat() at `standard`, nothing where namespaces make the files read-only; a limit written in the threat model"),
    Attack(112, "spell an input in the page cache", "", reason="reading fills it and timing shows it; eviction is refused (fadvise is not allowed), so a file is one bit once; a limit written in the threat model"),
    Attack(113, "spell an input in process numbers or in the machine's load", "", reason="threads of one process move the number that the next one gets, and sysinfo tells the load; each run's statuses say more: a limit written in the threat model"),
    Attack(114, "answer with dimensions that no tensor has", "D", why="the strict decoder is in front of every grader here; test_judge.py shows what torch says to them", source=ABSURD),
    Attack(115, "tell of arguments that no call has", "D", why="what a process says of its arguments is compared with those of the call, name by name; shown in test_ends.py", source=STRANGER),
)

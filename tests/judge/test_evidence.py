"""What the source text alone decides."""

import pytest

from grader.judge.evidence import unchanged, violation
from grader.records import Task
from grader.sandbox.outline import outline

TASK = Task(number=1, title="by hand", functions=("f",), points=1, by_hand=True)
NO_OPTIM = Task(number=1, title="own", functions=("f",), points=1, forbidden=("torch.optim",))

FORBIDDEN = [
    "def f(w):\n    (w**2).sum().backward()\n    return w.grad",
    "import torch\ndef f(w):\n    return torch.autograd.grad((w**2).sum(), w)[0]",
    "from torch.autograd import grad as g\ndef f(w):\n    return g((w**2).sum(), w)[0]",
    "import torch\ng = torch.func.grad(lambda w: w**2)\ndef f(w):\n    return g(w)",
    "from torch.func import grad\ndef f(w):\n    return grad(lambda v: v**2)(w)",
    "import torch\ndef helper(w):\n    return torch.func.jacrev(lambda v: v**2)(w)\n"
    "def f(w):\n    return helper(w)",
    "import torch\nb = torch.Tensor.backward\ndef f(w):\n    b((w**2).sum())\n    return w.grad",
    "def f(w):\n    getattr((w**2).sum(), 'back' + 'ward')()\n    return w.grad",
    "import torch\ndef f(w):\n    return eval('torch.auto' + 'grad').grad(w * w, w)[0]",
    "import torch\ntorch = torch\ndef f(w):\n    return torch.autograd.grad(w * w, w)[0]",
    "import torch\ndef f(w):\n    return 1\nglobals()['f'] = torch.func.grad(lambda w: w * w)",
    "import logging\ndef f(w):\n    return logging.getLogger().manager.__class__.__dict__['w']",
    "import unittest\ndef f(w):\n    return 1\nunittest.mock.patch('ex.f', lambda w: w).start()",
    "import torch.autograd as ag\ndef f(w):\n    return ag.functional.jacobian(lambda v: v**2, w)",
    "run = abs\ndef choose(g):\n    global run\n    run = g\ndef setup():\n"
    "    choose(lambda v: v.backward())\nsetup()\ndef f(w):\n    return run(w)",
    "import torch\nKEPT = {}\ndef keep(g):\n    def inner(h):\n        KEPT[g] = h\n    return inner\n"
    "keep('b')(torch.Tensor.backward)\ndef f(w):\n    return KEPT['b'](w)",
    "class Meta(type):\n    all = []\n    def __init__(cls, *a):\n        Meta.all.append(cls)\n"
    "class G(metaclass=Meta):\n    def go(self, v):\n        v.backward()\n"
    "def f(w):\n    return Meta.all[0]().go(w)",
    "import json\ndef f(w):\n    return json.codecs.builtins.eval('w')",
    "import numpy as np\ndef f(w):\n    return np.lib.format.os.sys.modules",
    "import torch\ndef f(w):\n    return torch.nn.grad.conv1d_weight(w, w.shape, w)",
    "from torch.testing import _internal as i\ndef f(w):\n    return i.common_utils.gradcheck_wrapper",
]
ALLOWED = [
    "def f(w):\n    # no backward() here\n    return 2 * w",
    "def f(w):\n    'without autograd'\n    return 2 * w",
    "def my_grad(w):\n    return 2 * w\ndef f(w):\n    return my_grad(w)",
    "def check(w):\n    (w**2).sum().backward()\ndef f(w):\n    return 2 * w",
    "def f(w):\n    return 2 * w\nif __name__ == '__main__':\n    import torch\n"
    "    w = torch.ones(1, requires_grad=True)\n"
    "    (w**2).backward()\n    print(f(w), w.grad)",
    "def backward(w):\n    return 2 * w\ndef f(w):\n    return backward(w)",
    "def f(w):\n    grad = 2 * w\n    return grad",
    "import logging, re, sys\nfrom types import SimpleNamespace\n"
    "log, word = logging.getLogger('f'), re.compile('w')\n"
    "def f(w):\n    log.debug(word.pattern)\n    print(w.__class__.__name__, file=sys.stderr)\n"
    "    return SimpleNamespace(w=2 * w).w if hasattr(w, 'shape') else 2 * w",
    "import unittest\ndef f(w):\n    return 2 * w\n"
    "class Test(unittest.TestCase):\n    def test(self):\n        f(1)\n"
    "if __name__ == '__main__':\n    unittest.main()",
    "import torch\ndef f(w):\n    torch._foreach_mul_([w], 2)\n    return w",
    "def timed(g):\n    return lambda *a: g(*a)\n@timed\ndef f(w):\n    return 2 * w\n"
    "@timed\ndef by_autograd(w):\n    (w * w).backward()\n    return w.grad",
    "SEEN = []\ndef note(what):\n    SEEN.append(what)\ndef f(w):\n    note('by hand')\n    return 2 * w\n"
    "def by_autograd(w):\n    note(w)\n    (w * w).backward()\nby_autograd(3.0)",
    "import collections.abc, json, numpy as np\ndef f(w):\n    isinstance(w, collections.abc.Iterable)\n"
    "    json.decoder.JSONDecoder\n    return np.linalg.norm(w)",
]


@pytest.mark.parametrize("source", FORBIDDEN)
def test_autograd_is_seen(source: str) -> None:
    """A task by hand that can reach autograd is named with its line."""
    found = violation(TASK, outline(source.encode()))
    assert found is not None
    assert found.key in ("by_hand", "dynamic")
    assert found.line > 0


@pytest.mark.parametrize("source", ALLOWED)
def test_names_prove_nothing(source: str) -> None:
    """Comments, helpers' names, and code the task cannot reach do not count."""
    assert violation(TASK, outline(source.encode())) is None


def test_forbidden_names_count_for_their_task_only() -> None:
    """A table entry such as torch.optim forbids that name and nothing else."""
    source = b"import torch\ndef f(p):\n    torch.optim.SGD(p, 0.1).step()"
    assert violation(NO_OPTIM, outline(source)) is not None
    assert violation(NO_OPTIM, outline(b"def f(p):\n    p.sub_(p.grad)")) is None


def test_unchanged_ignores_comments_and_layout() -> None:
    """A function is unchanged when only comments, docstring or layout differ from the stub."""
    stub = outline(b'def f(w):\n    """Do."""\n    raise NotImplementedError("f: your turn")')
    same = outline(b"# mine\ndef f( w ):\n    # todo\n    raise NotImplementedError('f: your turn')")
    done = outline(b"def f(w):\n    return 2 * w")
    assert unchanged(TASK, same, stub)
    assert not unchanged(TASK, done, stub)

"""What honest code of a gradient course needs, under the full lock."""

# ruff: noqa: E501  (a program per line of the table)

from __future__ import annotations

import textwrap

import pytest

from grader.sandbox.api import Limits, Raised
from grader.sandbox.host import Sandbox
from tests.sandbox.jobs import run, value

FEATURES = {
    "autograd": "w = torch.ones(3, requires_grad=True); (w ** 2).sum().backward(); assert w.grad.tolist() == [2, 2, 2]",
    "adam": "p = nn.Parameter(torch.ones(2)); o = torch.optim.Adam([p]); p.sum().backward(); o.step()",
    "other optimizers": "[getattr(torch.optim, n)([nn.Parameter(torch.ones(2))]) for n in ('AdamW', 'RMSprop', 'Adagrad', 'LBFGS')]",
    "scheduler": "torch.optim.lr_scheduler.StepLR(torch.optim.SGD([nn.Parameter(torch.ones(1))], lr=1), 2)",
    "conv and batch norm": "nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))(torch.ones(2, 1, 5, 5)).sum().backward()",
    "lstm and attention": "nn.LSTM(2, 3)(torch.ones(4, 1, 2)); nn.MultiheadAttention(4, 2)(*[torch.ones(3, 1, 4)] * 3)",
    "two threads": "torch.set_num_threads(2); torch.ones(600, 600) @ torch.ones(600, 600); nn.Conv2d(3, 8, 3)(torch.ones(8, 3, 64, 64))",
    "python threads": "from concurrent.futures import ThreadPoolExecutor\nassert list(ThreadPoolExecutor(4).map(abs, [-1, -2])) == [1, 2]",
    "asyncio": "import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 1\nassert asyncio.run(f()) == 1",
    "numpy": "import numpy as np\nnp.linalg.solve(np.eye(3), np.ones(3)); torch.ones(2).numpy()",
    "save and load": "import io\nb = io.BytesIO(); torch.save(torch.ones(2), b); b.seek(0); assert torch.load(b).sum() == 2",
    "torch.func": "torch.func.vmap(torch.func.grad(lambda w: w ** 2))(torch.ones(3)); torch.func.hessian(lambda w: (w ** 3).sum())(torch.ones(2))",
    "gradcheck": "torch.autograd.gradcheck(lambda w: w ** 2, torch.ones(2, dtype=torch.float64, requires_grad=True))",
    "custom function": "class F(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x): return x\n    @staticmethod\n    def backward(ctx, g): return g\nF.apply(torch.ones(1, requires_grad=True)).backward()",
    "hooks and anomaly": "with torch.autograd.detect_anomaly():\n    w = torch.ones(1, requires_grad=True); w.register_hook(lambda g: g * 2); w.backward()",
    "jit": "assert torch.jit.script(torch.nn.Linear(2, 2))(torch.ones(1, 2)).shape == (1, 2)",
    "profiler": "from torch.profiler import profile\nwith profile() as p: torch.ones(2) + 1\nassert p.key_averages()",
    "autocast": "with torch.autocast('cpu'): torch.ones(2, 2) @ torch.ones(2, 2)",
    "sparse and fft": "torch.ones(2, 2).to_sparse().to_dense(); torch.fft.fft(torch.ones(4))",
    "deterministic": "torch.use_deterministic_algorithms(True); torch.ones(3).cumsum(0)",
    "loader": "from torch.utils.data import DataLoader, TensorDataset\nassert len(list(DataLoader(TensorDataset(torch.ones(4, 1)), batch_size=2, shuffle=True))) == 2",
    "loader with workers": "from torch.utils.data import DataLoader, TensorDataset\nassert len(list(DataLoader(TensorDataset(torch.ones(4, 1)), batch_size=2, num_workers=2))) == 2",
    "printing": "print(torch.randn(3, 3), nn.Linear(2, 2), end='')",
    "late imports": "import sympy, csv, unittest, decimal, xml.etree.ElementTree, email.message, ctypes.util",
    "after invalidated caches": "import importlib; importlib.invalidate_caches(); import statistics, cProfile, wave",
    "null device": "import os, contextlib\nwith open(os.devnull, 'w') as f, contextlib.redirect_stdout(f): print('x')",
    "warnings and logging": "import warnings, logging; warnings.warn('w'); logging.getLogger().warning('x')",
    "time and randomness": "import time, uuid, secrets, datetime; time.sleep(0.001); uuid.uuid4(); secrets.token_hex(); datetime.datetime.now()",
    "dataclasses and typing": "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\nassert P(1).x == 1",
    "pickle and copy": "import copy, pickle\ncopy.deepcopy(nn.Linear(2, 2)); pickle.loads(pickle.dumps(torch.ones(2)))",
    "garbage": "import gc; gc.collect()",
    "exceptions with notes": "try:\n    raise ValueError('x')\nexcept ValueError as e:\n    import traceback; e.add_note('n'); traceback.format_exc()",
}


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_works_under_the_lock(locked: Sandbox, name: str) -> None:
    """The code runs without an error."""
    body = textwrap.indent(FEATURES[name], "    ")
    source = f"import torch\nfrom torch import nn\ndef run():\n{body}\n    return 1\n"
    assert value(run(locked, source.encode(), limits=Limits(wall_seconds=20))) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("import subprocess; subprocess.run(['ls'])", "PermissionError"),
        ("import multiprocessing as m; m.Process(target=print).start()", "PermissionError"),
        ("import urllib.request as u; u.urlopen('http://127.0.0.1:9')", "URLError"),
        ("import tempfile; tempfile.NamedTemporaryFile()", "PermissionError"),
        ("torch.ones(2).share_memory_()", "RuntimeError"),
        ("torch.save(torch.ones(2), 'weights.pt')", "RuntimeError"),
        ("open('data.csv')", "FileNotFoundError"),
        ("input('name? ')", "EOFError"),
        ("exit()", "SystemExit"),
    ],
)
def test_what_is_closed_fails_at_once_and_by_name(locked: Sandbox, code: str, kind: str) -> None:
    """Nothing hangs: each gives an exception within the second."""
    reply = run(locked, f"import torch\ndef run():\n    {code}\n")
    assert isinstance(reply, Raised), reply
    assert reply.type in (kind, "PermissionError", "FileNotFoundError")

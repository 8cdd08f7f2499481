"""Honest submissions, and what hostile ones do to the interpreter before they answer."""

from tests.attacks.model import RIGHT, WRONG

SLUG = "ex05_square"
READY = "def ready():\n    return 'ready'\n"
HONEST: dict[str, dict[str, str]] = {
    "right": {SLUG: RIGHT, "ex00_ready": READY},
    "wrong": {SLUG: WRONG, "ex00_ready": "def ready():\n    return 'Ready'\n"},
    "random": {SLUG: RIGHT.replace("return 2 * w", "return 2 * w + torch.rand(()) + torch.randn(()) * 0")},
    "dtype": {
        SLUG: RIGHT.replace("return 2 * w", "return torch.tensor([1.0]) if isinstance(w, float) else 2 * w")
    },
    "empty": {"ex00_ready": READY},
}
POISON = {
    "modules": "import sys\nfor name in list(sys.modules):\n    if name.startswith(('json', 'math', 're', 'torch.nn')):\n        sys.modules[name] = None\n",
    "random": "import random, torch, numpy\nrandom.seed(1); torch.manual_seed(1); numpy.random.seed(1)\n[torch.rand(9) for _ in range(9)]\n",
    "defaults": "import torch\ntorch.set_default_dtype(torch.float64)\ntorch.set_grad_enabled(False)\ntorch.set_printoptions(1)\ntorch.use_deterministic_algorithms(True)\ntorch.set_num_threads(2)\n",
    "threads": "import threading, time\nfor _ in range(20):\n    threading.Thread(target=time.sleep, args=(99,)).start()\n",
    "environment": "import os, sys\nos.environ.clear(); os.environ.update(PYTHONHASHSEED='1', OMP_NUM_THREADS='9')\nsys.path[:] = []\nos.umask(0)\n",
    "builtins": "import builtins\nfor name in ('abs', 'sum', 'len', 'isinstance', 'print'):\n    setattr(builtins, name, lambda *a, **k: 1)\n",
    "signals": "import signal\nfor number in (1, 2, 10, 12, 13, 14, 15):\n    signal.signal(number, signal.SIG_IGN)\n",
    "memory": "held = [bytearray(1 << 20) for _ in range(200)]\n",
    "files": "import os\nheld = [os.pipe() for _ in range(20)]\n",
    "tensor": "import torch\ntorch.Tensor.__add__ = torch.Tensor.sum = torch.Tensor.backward = lambda *a, **k: 7\n",
}

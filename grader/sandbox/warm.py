"""Bring torch to the state that workers are to inherit: imported, used once, on one thread.

What a first use costs is paid once here. A parallel operation before the fork makes every child hang, so
the environment says one thread and nothing here raises it. CUDA is never touched: a child of a process
that did so cannot use it.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from typing import Any

from grader.sandbox import eager


def up() -> dict[str, str]:
    """Import and use what courses use; give the versions."""
    import site
    import tempfile

    # Where nothing can be written, torch's import would look for a folder in vain and fail.
    tempfile.tempdir = "/tmp"

    import numpy as np
    import torch
    from torch import nn

    eager.without_compiler()
    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    site.sethelper()
    site.setquit()
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    x, y = torch.ones(5, 3), torch.zeros(5, 1)
    for optimizer in (
        torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9),
        torch.optim.Adam(model.parameters()),
    ):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    torch.autograd.grad(model(x).sum(), list(model.parameters()))
    nn.functional.cross_entropy(torch.ones(2, 3), torch.tensor([0, 1])).item()
    torch.func.grad(lambda w: (w * w).sum())(torch.ones(2))
    torch.manual_seed(0)
    np.random.seed(0)
    repr(torch.ones(2, dtype=torch.float64))
    _quiet_loader()
    for name in ("copy", "dataclasses", "decimal", "fractions", "inspect", "statistics", "unittest.mock"):
        importlib.import_module(name)
    _remember_folders()
    return {"torch": str(torch.__version__), "numpy": str(np.__version__), "python": sys.version.split()[0]}


def _quiet_loader() -> None:
    """Let DataLoader work without processes, which a locked worker cannot start."""
    from torch.utils.data import DataLoader

    original = DataLoader.__init__

    def init(self: Any, dataset: Any, *args: Any, **options: Any) -> None:
        if options.get("num_workers"):
            warnings.warn("num_workers is 0 while grading: a submission starts no processes", stacklevel=2)
            for name in ("num_workers", "prefetch_factor", "persistent_workers", "multiprocessing_context"):
                options.pop(name, None)
        original(self, dataset, *args, **options)

    DataLoader.__init__ = init  # type: ignore[method-assign]


def _remember_folders() -> None:
    """Have the import system list every folder now, and never forget it.

    A worker may read the packages but not list the folder that holds them, because others lie there too.
    """
    for path in sys.path:
        finder: Any = sys.path_importer_cache.get(path)
        if hasattr(finder, "invalidate_caches"):
            finder.find_spec("a_module_that_is_not_there")
            finder.invalidate_caches = lambda: None

"""torch without its compiler gives what torch gives, and the compiler is there for whoever asks for it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from grader.sandbox.api import Limits
from grader.sandbox.host import Sandbox
from tests.sandbox.jobs import job, value

PATIENT = Limits(wall_seconds=60, cpu_seconds=60)  # the compiler takes seconds to import
# What courses and students use, told as numbers.
USES = """
import inspect, json, math, sys
import torch
from torch import nn

def weights():
    return nn.Parameter(torch.tensor([[1.0, -2.0], [0.5, 3.0]]))

def stepped(kind):
    if kind is torch.optim.SparseAdam:
        table = nn.Embedding(3, 2, sparse=True)
        nn.init.ones_(table.weight)
        p, loss = table.weight, lambda: (table(torch.tensor([1, 2])) ** 2).sum()
    else:
        p = weights()
        loss = lambda: (p ** 2).sum() + p[0, 1] ** 3
    optimizer = kind([p], lr=0.1)
    def closure():
        optimizer.zero_grad()
        value = loss()
        value.backward()
        return value
    for _ in range(3):
        optimizer.step(closure)
    optimizer.load_state_dict(optimizer.state_dict())
    optimizer.add_param_group({"params": [nn.Parameter(torch.ones(2, 2))]})
    return p.detach().flatten().tolist()

def cubic(w):
    return (w ** 3).sum()

def scheduled():
    p = weights()
    optimizer = torch.optim.SGD([p], lr=1.0, momentum=0.9)
    plan = torch.optim.lr_scheduler.StepLR(optimizer, 1)
    for _ in range(2):
        optimizer.zero_grad()
        (p ** 2).sum().backward()
        nn.utils.clip_grad_norm_([p], 1.0)
        optimizer.step()
        plan.step()
    return p.detach().flatten().tolist()

def uses():
    w, one = torch.tensor([1.0, 2.0], dtype=torch.float64), torch.tensor(1.0, dtype=torch.float64)
    found = {
        name: stepped(kind) for name, kind in vars(torch.optim).items()
        if inspect.isclass(kind) and kind is not torch.optim.Optimizer
    }
    found["schedule"] = scheduled()
    for name in ("grad", "jacrev", "jacfwd"):
        found[name] = getattr(torch.func, name)(cubic)(w).flatten().tolist()
    found["vjp"] = torch.func.vjp(cubic, w)[1](one)[0].tolist()
    found["jvp"] = torch.func.jvp(cubic, (w,), (w,))[1].tolist()
    found["vmap"] = torch.func.vmap(torch.func.grad(lambda v: v ** 2))(w).tolist()
    found["jacobian"] = torch.autograd.functional.jacobian(cubic, w).flatten().tolist()
    found["vhp"] = torch.autograd.functional.vhp(cubic, w, w)[1].tolist()
    v = w.clone().requires_grad_()
    (v ** 3).backward(torch.tensor([1.0, -1.0], dtype=torch.float64))
    found["backward"] = v.grad.tolist()
    try:
        (v ** 3).backward(one)
    except RuntimeError as error:
        found["backward of another shape"] = "Mismatch in shape" in str(error)
    found["generator"] = torch.rand(2, generator=torch.Generator().manual_seed(7)).tolist()
    found["isinstance"] = isinstance(torch.default_generator, torch.Generator)
    found["gradcheck"] = torch.autograd.gradcheck(cubic, w.clone().requires_grad_())
    found["light"] = "sympy" not in sys.modules
    found["shapes"] = torch.broadcast_shapes((3, 1), (2,))  # asks for it
    found["hessian"] = torch.func.hessian(cubic)(w).flatten().tolist()  # asks for it: forward over reverse
    return found
"""
COMPILED = """
import sys
import torch
def run(how):
    if how == "inner":
        from torch._dynamo import config
        return config is sys.modules["torch._dynamo.config"] is torch._dynamo.config
    if how == "checkpoint":
        from torch.utils.checkpoint import checkpoint
        return checkpoint(lambda w: w ** 2, torch.tensor(3.0), use_reentrant=False).item()
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=0.1)
    optimizer.step()
    double = torch.compile(lambda w: 2 * w, backend="eager")
    return double(torch.tensor(3.0)).item(), optimizer.step()
"""
NUMBERS_ONLY = """
import sys
from grader.sandbox import eager
eager.import_torch()
import torch
print("torch._refs" in sys.modules)
print(torch.rand(2, generator=torch.Generator().manual_seed(7)).tolist())
print(isinstance(torch.default_generator, torch.Generator))
print(torch.broadcast_shapes((3, 1), (2,)), torch._decomp.__name__)
from torch.export import graph_signature
print(graph_signature is sys.modules["torch.export.graph_signature"] is torch.export.graph_signature)
print(torch.nn.Conv1d(1, 1, 1, device="meta")(torch.empty(5, 1, 3, device="meta")).shape)
print(torch.rand(2, generator=torch.Generator().manual_seed(7)).tolist())
"""


def _plain() -> dict[str, Any]:
    """Give what a fresh interpreter with torch as it is says to the same."""
    program = f"{USES}\nprint(json.dumps(uses()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_optimizers_and_transforms_give_the_same_without_the_compiler(locked: Sandbox) -> None:
    """All that torch has of them; and the compiler is not imported for it."""
    source = f"{USES}\ndef run():\n    return json.dumps(uses())"
    worker = locked.open(job(source, limits=PATIENT))
    found, wanted = json.loads(value(worker.call("run", {}))), _plain()
    worker.close()
    assert (found.pop("light"), wanted.pop("light")) == (True, False)
    assert set(found) == set(wanted)
    assert len(found) > 20
    for name, numbers in wanted.items():
        assert found[name] == pytest.approx(numbers, rel=1e-6, nan_ok=True), name


@pytest.mark.parametrize(("how", "wanted"), [("inner", True), ("checkpoint", 9.0), ("compile", (6.0, None))])
def test_whoever_asks_for_the_compiler_has_it(locked: Sandbox, how: str, wanted: object) -> None:
    """Its modules are there once, and what is compiled works, in a locked worker too."""
    worker = locked.open(job(COMPILED, limits=PATIENT))
    assert value(worker.call("run", {"how": how})) == wanted
    worker.close()


def test_torch_for_numbers_only_gives_the_same() -> None:
    """It comes without shapes of tensors that hold no numbers; whatever asks for more gets all."""
    plain = NUMBERS_ONLY.replace("eager.import_torch()", "")
    lean, whole = (
        subprocess.run(
            [sys.executable, "-W", "ignore", "-c", program], capture_output=True, check=True, text=True
        ).stdout.splitlines()
        for program in (NUMBERS_ONLY, plain)
    )
    assert (lean.pop(0), whole.pop(0)) == ("False", "True")
    assert lean == whole
    assert len(whole) == 6

"""Helpers for probes: they run in the locked worker beside the student's module, and hold no answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

_MOST_EVENTS = 400


def number(result: Any) -> Any:
    """Give a float for an int, a float or a 0-d tensor; anything else unchanged, to be refused.

    For contracts that say float, where a 0-d tensor is as good, and so is a number of NumPy's.
    """
    if type(result) is torch.Tensor and result.ndim == 0 and result.dtype is not torch.bool:
        return float(result.detach())
    if type(result) is int or isinstance(result, float) or _numpy_number(result, "fiu"):
        return float(result)
    return result


def whole(result: Any) -> Any:
    """Give an int for an int, also for one of NumPy's; anything else unchanged, to be refused."""
    return int(result) if _numpy_number(result, "iu") else result


def _numpy_number(result: Any, kinds: str) -> bool:
    """Tell whether it is a single number of NumPy's, by whose letter for its kind of dtype."""
    kind = type(result)
    return kind.__module__ == "numpy" and getattr(result, "ndim", -1) == 0 and result.dtype.kind in kinds


def linear(weight: torch.Tensor, bias: torch.Tensor) -> nn.Linear:
    """Build Linear(d, outputs) whose parameters share storage with weight (outputs, d) and bias.

    Because the inputs lie in memory of the judge's side, what a submission does to the parameters
    in place is seen there, whatever the submission's process says.
    """
    model = nn.Linear(weight.shape[1], weight.shape[0], dtype=weight.dtype)
    model.weight = nn.Parameter(weight)
    model.bias = nn.Parameter(bias)
    return model


def unpack(result: Any, *names: str) -> dict[str, Any]:
    """Give {name: entry} for a tuple or list with one entry per name.

    Raises TypeError in a student's words where something else came back.
    """
    if isinstance(result, (tuple, list)) and len(result) == len(names):
        return dict(zip(names, result, strict=True))
    wanted = f"expected the tuple ({', '.join(names)})"
    if result is None:
        raise TypeError(f"{wanted}, but nothing came back: is a return missing?")
    if isinstance(result, (tuple, list)):
        raise TypeError(f"{wanted}, but {len(result)} values came back")
    raise TypeError(f"{wanted}, but a single {type(result).__name__} came back")


def copied(value: Any) -> Any:
    """Give a value that later calls cannot change: tensors detached and cloned, the rest as it is."""
    return value.detach().clone() if isinstance(value, torch.Tensor) else value


def same(first: Any, again: Any) -> bool:
    """Tell whether two answers of one function are alike to the last bit; here NaN is like NaN."""
    if isinstance(first, torch.Tensor) and isinstance(again, torch.Tensor):
        if first.shape != again.shape or first.dtype != again.dtype:
            return False
        return torch.equal(first.nan_to_num(), again.nan_to_num())
    if isinstance(first, dict) and isinstance(again, dict):
        return first.keys() == again.keys() and all(same(first[key], again[key]) for key in first)
    if isinstance(first, (list, tuple)) and isinstance(again, (list, tuple)):
        return len(first) == len(again) and all(map(same, first, again))
    return repr(first) == repr(again)


def same_entries(now: Sequence[Any], before: Sequence[Any]) -> bool:
    """Tell whether a list still holds the very entries it was handed over with, in their order."""
    return len(now) == len(before) and all(a is b for a, b in zip(now, before, strict=True))


# --- models whose parameters were handed in -----------------------------------------------------


def network(parameters: Sequence[torch.Tensor]) -> nn.Module:
    """Build a model on given parameters: Linear for [w, b], Linear-Tanh-Linear for [w1, b1, w2, b2]."""
    if len(parameters) == 2:
        return linear(parameters[0], parameters[1])
    first, second = linear(parameters[0], parameters[1]), linear(parameters[2], parameters[3])
    return nn.Sequential(first, nn.Tanh(), second)


def handed_back(model: nn.Module, handed: Sequence[nn.Parameter]) -> dict[str, bool]:
    """Tell what is left of the parameters that were handed in: the same objects, still learning."""
    return {
        "same_parameters": same_entries(list(model.parameters()), handed),
        "parameters_still_learn": all(p.requires_grad and p.is_leaf for p in model.parameters()),
    }


def settle(model: nn.Module, memory: Sequence[torch.Tensor]) -> None:
    """Write the model's parameters into the memory they came from, where they lie elsewhere now.

    For contracts that ask for a trained model and leave open whether its storage stays.
    """
    for parameter, place in zip(model.parameters(), memory, strict=False):
        if parameter.data_ptr() != place.data_ptr() and parameter.shape == place.shape:
            place.copy_(parameter.detach())


def loss_list(losses: Any) -> Any:
    """Give a list of losses with every kind of float (numpy's is one) as plain float.

    Anything else stays as it is, to be refused: a list of tensors keeps its graphs alive.
    """
    if not isinstance(losses, (list, tuple)):
        return losses
    return [float(loss) if isinstance(loss, float) else copied(loss) for loss in losses]


# --- the order of events ------------------------------------------------------------------------


class Recorder:
    """Write down in which order a loop goes forward, gets gradients, steps and clears.

    `events` is evidence for telling equal results apart, never for right or wrong. A forward, a
    backward and an optimizer's step announce themselves through torch's hooks. What a loop does by
    hand shows in the state of parameters and gradients, looked at whenever something announces
    itself; of a step and a clearing in between, the step came first if it moved a parameter.
    Repeats collapse into one. "step elsewhere" is an optimizer that holds none of the model's
    parameters, "unknown" says that something left no trace.
    """

    def __init__(self, model: nn.Module) -> None:
        self.events: list[str] = []
        self._model = model
        self._parameters = list(model.parameters())
        self._before: list[_State] = []
        self._backward = -1  # the number of the backward pass whose first gradient was noted last
        self._blind = False
        self._moved = False

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record what happens inside the with block."""
        # Closures, not methods: a deep copy of the model would copy the recorder along with those.
        handles: list[Any] = [
            self._model.register_forward_pre_hook(lambda module, _: self._forward(module)),
            register_optimizer_step_pre_hook(lambda optimizer, *_: self._before_step(optimizer)),
            register_optimizer_step_post_hook(lambda optimizer, *_: self._after_step(optimizer)),
        ]
        for parameter in self._parameters:
            if parameter.requires_grad and parameter.is_leaf:
                hook = parameter.register_post_accumulate_grad_hook
                handles.append(hook(lambda _: self._gradient()))  # type: ignore[no-untyped-call]
        self._before = self._look()
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()
        self._catch_up()
        if self._blind or (self._moved and "gradient" not in self.events) or "forward" not in self.events:
            self.events.append("unknown")

    def _forward(self, module: nn.Module) -> None:
        if module is self._model:
            self._note("forward")

    def _gradient(self) -> None:
        # Nothing of the loop runs between the first gradient of a backward pass and its last.
        number = torch._C._current_graph_task_id()
        if number != self._backward:
            self._backward = number
            self._note("gradient")

    def _before_step(self, optimizer: torch.optim.Optimizer) -> None:
        self._note("step" if self._owns(optimizer) else "step elsewhere")

    def _after_step(self, optimizer: torch.optim.Optimizer) -> None:
        if self._owns(optimizer):
            after = self._look()
            self._moved |= any(a.moved(b) for a, b in zip(after, self._before, strict=False))
            self._before = after

    def _owns(self, optimizer: torch.optim.Optimizer) -> bool:
        held = {id(p) for group in optimizer.param_groups for p in group["params"]}
        return any(id(parameter) in held for parameter in self._parameters)

    def _note(self, event: str) -> None:
        self._catch_up()
        self._add(event)

    def _add(self, event: str) -> None:
        if len(self.events) < _MOST_EVENTS and self.events[-1:] != [event]:
            self.events.append(event)

    def _catch_up(self) -> None:
        """Add what happened since the last look without announcing itself."""
        now = self._look()
        pairs = list(zip(now, self._before, strict=False))
        self._before = now
        moved = any(a.moved(b) for a, b in pairs)
        stepped = moved or any(a.version != b.version for a, b in pairs)
        cleared = any(a.cleared_since(b) for a, b in pairs)
        self._moved |= moved
        if any(a.filled and not b.filled for a, b in pairs) and not cleared:
            self._add("gradient")
        order = ("step", "zeroed") if moved else ("zeroed", "step")
        for event in order:
            if (event == "step" and stepped) or (event == "zeroed" and cleared):
                self._add(event)

    def _look(self) -> list[_State]:
        try:
            with torch._C._DisableFuncTorch(), torch.no_grad():
                known: list[_State | None] = [*self._before] or [None] * len(self._parameters)
                return [_State(p, before) for p, before in zip(self._parameters, known, strict=True)]
        except Exception:
            self._blind = True
            return self._before


class _State:
    """One parameter and its gradient as they were at one moment."""

    def __init__(self, parameter: nn.Parameter, before: _State | None) -> None:
        self.version = parameter._version
        self.value: torch.Tensor
        if before is not None and torch.equal(parameter, before.value):
            self.value = before.value
        else:
            self.value = parameter.detach().clone()
        self.gradient = parameter.grad  # the object itself: it tells a new gradient from one added to
        self.filled = self.gradient is not None and bool(self.gradient.count_nonzero())

    def moved(self, before: _State) -> bool:
        """Tell whether the values differ; NaN counts as equal to itself."""
        now, then = self.value, before.value
        return now is not then and not torch.equal(now.nan_to_num(), then.nan_to_num())

    def cleared_since(self, before: _State) -> bool:
        """Tell whether a gradient that was there has gone, or was replaced by a new one."""
        if before.gradient is None:
            return False
        return self.gradient is not before.gradient or (before.filled and not self.filled)

"""The recorder tells the order of events of any loop, and changes nothing in it."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.func import functional_call, grad

from grader.suites.probe_tools import Recorder, linear

Loop = Callable[[nn.Module, torch.optim.Optimizer], None]
RATE = 0.05


def model_of_three() -> nn.Linear:
    return linear(torch.tensor([[0.5, 0.5, 0.25]]), torch.tensor([0.25]))


def loss_of(model: nn.Module) -> Tensor:
    X = torch.tensor([[1.0, 2.0, 3.0], [0.0, 1.0, -1.0]])
    loss: Tensor = ((model(X) - 5.0) ** 2).mean()
    return loss


def events_of(loop: Loop) -> list[str]:
    model = model_of_three()
    recorder = Recorder(model)
    with recorder.recording():
        loop(model, torch.optim.SGD(model.parameters(), lr=RATE))
    return recorder.events


def zero_first(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    for _ in range(2):
        optimizer.zero_grad()
        torch.autograd.backward(loss_of(model))
        optimizer.step()


def cleared_early(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    torch.autograd.backward(loss_of(model))
    optimizer.zero_grad(set_to_none=False)
    optimizer.step()


def by_hand(model: nn.Module, _: torch.optim.Optimizer) -> None:
    torch.autograd.backward(loss_of(model))
    with torch.no_grad():
        for p in model.parameters():
            assert p.grad is not None
            p.sub_(RATE * p.grad)
            p.grad.zero_()


def cleared_early_by_hand(model: nn.Module, _: torch.optim.Optimizer) -> None:
    torch.autograd.backward(loss_of(model))
    with torch.no_grad():
        for p in model.parameters():
            assert p.grad is not None
            p.grad.zero_()
            p.sub_(RATE * p.grad)


def behind_data(model: nn.Module, _: torch.optim.Optimizer) -> None:
    torch.autograd.backward(loss_of(model))
    for p in model.parameters():
        p.data = p.data - RATE * p.grad  # type: ignore[operator]


def cleared_between_forward_and_backward(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    for _ in range(2):
        loss = loss_of(model)
        optimizer.zero_grad()
        torch.autograd.backward(loss)


def copies_stepped(model: nn.Module, _: torch.optim.Optimizer) -> None:
    optimizer = torch.optim.SGD(copy.deepcopy(model).parameters(), lr=RATE)
    torch.autograd.backward(loss_of(model))
    optimizer.step()


def autograd_grad(model: nn.Module, _: torch.optim.Optimizer) -> None:
    params = list(model.parameters())
    gradients = torch.autograd.grad(loss_of(model), params)
    with torch.no_grad():
        for p, g in zip(params, gradients, strict=True):
            p.sub_(RATE * g)


def assigned(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
    params = list(model.parameters())
    for p, g in zip(params, torch.autograd.grad(loss_of(model), params), strict=True):
        p.grad = g
    optimizer.step()


def functional(model: nn.Module, _: torch.optim.Optimizer) -> None:
    values = {name: p.detach() for name, p in model.named_parameters()}
    X = torch.ones(2, 3)
    gradients = grad(lambda v: (functional_call(model, v, (X,)) ** 2).mean())(values)
    for name, value in values.items():
        value.sub_(RATE * gradients[name])


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        (zero_first, ["forward", "gradient", "step", "zeroed", "forward", "gradient", "step"]),
        (cleared_early, ["forward", "gradient", "zeroed", "step"]),
        (by_hand, ["forward", "gradient", "step", "zeroed"]),
        (cleared_early_by_hand, ["forward", "gradient", "zeroed", "step"]),
        (behind_data, ["forward", "gradient", "step"]),
        (
            cleared_between_forward_and_backward,
            ["forward", "gradient", "forward", "zeroed", "gradient"],
        ),
        (copies_stepped, ["forward", "gradient", "step elsewhere"]),
        (autograd_grad, ["forward", "step", "unknown"]),
        (assigned, ["forward", "gradient", "step"]),
        (functional, ["forward", "step", "unknown"]),
    ],
)
def test_events_come_in_their_order(loop: Loop, expected: list[str]) -> None:
    """Optimizers, loops by hand, .data, autograd.grad and torch.func each leave their traces."""
    assert events_of(loop) == expected


def test_recording_changes_nothing() -> None:
    """A recorded loop ends at the same parameters and gradients as one that is not recorded."""
    watched, alone = model_of_three(), model_of_three()
    with Recorder(watched).recording():
        zero_first(watched, torch.optim.SGD(watched.parameters(), lr=RATE))
    zero_first(alone, torch.optim.SGD(alone.parameters(), lr=RATE))
    for mine, other in zip(watched.parameters(), alone.parameters(), strict=True):
        assert torch.equal(mine, other)
        assert mine.grad is not None
        assert other.grad is not None
        assert torch.equal(mine.grad, other.grad)


def test_hooks_are_gone_afterwards() -> None:
    """Nothing is recorded once the block has ended, also where the loop raised."""
    model = model_of_three()
    recorder = Recorder(model)
    with pytest.raises(ZeroDivisionError), recorder.recording():
        raise ZeroDivisionError
    before = list(recorder.events)
    zero_first(model, torch.optim.SGD(model.parameters(), lr=RATE))
    assert recorder.events == before


def test_a_copy_of_the_model_is_not_the_model() -> None:
    """A deep copy made while recording trains without leaving events of the original."""

    def loop(model: nn.Module, _: torch.optim.Optimizer) -> None:
        other = copy.deepcopy(model)
        zero_first(other, torch.optim.SGD(other.parameters(), lr=RATE))

    assert "forward" not in events_of(loop)
    assert "gradient" not in events_of(loop)


def test_events_are_capped() -> None:
    """A loop of thousands of steps leaves a list that still crosses the wire."""

    def loop(model: nn.Module, optimizer: torch.optim.Optimizer) -> None:
        for _ in range(300):
            zero_first(model, optimizer)

    assert len(events_of(loop)) <= 401

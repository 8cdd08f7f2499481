"""Decide from the source text, before any of it runs: is a task attempted, and by allowed means?

A process that runs a submission cannot be asked whether the submission called autograd: it may
lie. The syntax tree was read before the submission ran, so it is evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.records import Task
from grader.sandbox.api import FunctionOutline, Outline

BY_HAND = "M01"
# The last part of a dotted name that computes derivatives, wherever it is read from.
_AUTOGRAD = frozenset(
    [
        "backward",
        "autograd",
        "grad_and_value",
        "jacrev",
        "jacfwd",
        "jacobian",
        "hessian",
        "vjp",
        "jvp",
        "hvp",
        "vhp",
        "linearize",
        "make_dual",
        "forward_ad",
        "functional_call",
        "gradcheck",
        "GradientEdge",
        "_engine_run_backward",
        "run_backward",
    ]
)
_AUTOGRAD_PREFIXES = ("torch.autograd", "torch.func", "torch._C", "functorch", "torch._functorch")
_AUTOGRAD_NAMES = frozenset({"torch.func.grad", "torch.autograd.grad", "func.grad", "autograd.grad"})
_LOOK_UPS = frozenset(
    [
        "getattr",
        "setattr",
        "delattr",
        "eval",
        "exec",
        "compile",
        "__import__",
        "importlib",
        "globals",
        "locals",
        "vars",
        "inspect",
        "ctypes",
        "pickle",
        "sys",
        "builtins",
        "gc",
    ]
)
_LOOK_UP_ATTRIBUTES = frozenset(
    [
        "attrgetter",
        "methodcaller",
        "__dict__",
        "__getattribute__",
        "__globals__",
        "__builtins__",
        "__subclasses__",
        "__class__",
        "__code__",
        "FunctionType",
        "CodeType",
        "import_module",
    ]
)
# What changes a module's names behind its text, even outside the functions of the task.
_REBINDERS = frozenset(["globals", "locals", "vars", "setattr", "exec", "eval", "__import__", "sys.modules"])


@dataclass(frozen=True, slots=True)
class Violation:
    """What a task must not use, as `messages` calls it; the name and its line."""

    key: str
    name: str
    line: int


def violation(task: Task, outline: Outline) -> Violation | None:
    """Give the first thing that a task's functions reach although the task forbids it, or None."""
    for name, line in sorted(_reached(task, outline).items(), key=lambda pair: pair[1]):
        if task.by_hand and _is_autograd(name, outline):
            return Violation("by_hand", name.removeprefix("?."), line)
        if (task.by_hand or task.forbidden) and _is_look_up(name, outline):
            return Violation("dynamic", name.removeprefix("?."), line)
        if any(name == prefix or name.startswith(prefix + ".") for prefix in task.forbidden):
            return Violation("forbidden", name, line)
    if (task.by_hand or task.forbidden) and outline.module:
        for name, line in outline.module.names.items():
            if name in _REBINDERS:
                return Violation("dynamic", name, line)
    return None


def unchanged(task: Task, outline: Outline, stub: Outline) -> bool:
    """Tell whether all functions of the task are as they were handed out."""
    return bool(task.functions) and all(
        name in outline.functions
        and name in stub.functions
        and outline.functions[name].digest == stub.functions[name].digest
        for name in task.functions
    )


def _is_autograd(name: str, outline: Outline) -> bool:
    last = name.rpartition(".")[2]
    if "." not in name and name in outline.functions:  # a helper of this name proves nothing
        return False
    return name in _AUTOGRAD_NAMES or last in _AUTOGRAD or name.startswith(_AUTOGRAD_PREFIXES)


def _is_look_up(name: str, outline: Outline) -> bool:
    head, last = name.partition(".")[0], name.rpartition(".")[2]
    return (head in _LOOK_UPS and head not in outline.functions) or last in _LOOK_UP_ATTRIBUTES


def _reached(task: Task, outline: Outline) -> dict[str, int]:
    """Give every dotted name that the task's functions can reach, with its first line."""
    names: dict[str, int] = {}
    waiting = [f for f in task.functions if f in outline.functions]
    seen: set[str] = set()
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        body: FunctionOutline = outline.functions[function]
        for name, line in body.names.items():
            names.setdefault(name, line)
            head = name.partition(".")[0]
            if head in outline.functions and head not in seen:
                waiting.append(head)
    return names

"""torch without its compiler, until somebody compiles.

Every optimizer's step and `torch.func.vjp` import `torch._dynamo`, the front end of `torch.compile`, only
to tell it to keep away; a gradient that is handed to `backward` imports the symbolic shapes, and sympy with
them, only to compare two sizes. Together that is as much time as torch itself, and a third of its memory.
So small modules stand in their places, which do what is asked of them where nothing is compiled. The real
ones take over as soon as anything else is asked for.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_DYNAMO = "torch._dynamo"
_SHAPES = "torch.fx.experimental.symbolic_shapes"


def without_compiler() -> None:
    """Have torch's compiler wait until it is needed; what of it is there already stays."""
    for stand_in in (_Dynamo(_DYNAMO), _SymbolicShapes(_SHAPES)):
        name = stand_in.__name__
        if name not in sys.modules:
            package, _, last = name.rpartition(".")
            setattr(importlib.import_module(package), last, stand_in)
            sys.modules[name] = stand_in
    if not any(isinstance(finder, _Inner) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Inner())


class _StandIn(ModuleType):
    """Gives the few names that its class has, and for any other the real module's."""

    _is_package = False

    def __getattr__(self, name: str) -> Any:
        # Whoever looks through all modules asks for names such as __file__ and __warningregistry__.
        if name.startswith("__") and not (self._is_package and name == "__path__"):
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


class _CompiledAutograd(_StandIn):
    """`torch._dynamo.compiled_autograd`, as `torch.func.vjp` uses it."""

    _disable = contextlib.nullcontext

    def __getattr__(self, name: str) -> Any:
        return getattr(_real(_DYNAMO).compiled_autograd, name)


class _Dynamo(_StandIn):
    """`torch._dynamo`, as code that is not compiled uses it."""

    _is_package = True
    compiled_autograd = _CompiledAutograd(f"{_DYNAMO}.compiled_autograd")

    @staticmethod
    def graph_break(msg: str = "") -> None:
        """Break no graph: there is none."""

    @staticmethod
    def disable(fn: Any, recursive: bool = True, *, wrapping: bool = True) -> Any:  # noqa: ARG004
        """Keep the compiler away from a function, which it is anyway."""
        return fn


class _SymbolicShapes(_StandIn):
    """The symbolic shapes, where every size is a number."""

    @staticmethod
    def sym_eq(x: Any, y: Any) -> Any:
        """Compare two sizes."""
        if all(type(size) is int for size in (*x, *y)):
            return tuple(x) == tuple(y)
        return _real(_SHAPES).sym_eq(x, y)

    @staticmethod
    def expect_true(a: Any, skip: int = 0) -> Any:
        """Give what is known already."""
        return a if isinstance(a, bool) else _real(_SHAPES).expect_true(a, skip)


class _Inner(MetaPathFinder, Loader):
    """Finds the modules in `torch._dynamo`: one that came with the whole is not made a second time."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:  # noqa: ARG002
        """Give the spec of a module that is there; for all others, leave it to those who look on disk."""
        if name.startswith(f"{_DYNAMO}."):
            _real(_DYNAMO)
            if name in sys.modules:
                return ModuleSpec(name, self)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Give the module that is there."""
        return sys.modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: it has been run."""


def _real(name: str) -> Any:
    """Give the real module; it may be in the midst of its import."""
    if isinstance(sys.modules.get(name), _StandIn):
        package, _, last = name.rpartition(".")
        delattr(sys.modules[package], last)
        del sys.modules[name]
    return importlib.import_module(name)

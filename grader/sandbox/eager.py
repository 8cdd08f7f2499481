"""torch without its compiler, until somebody compiles.

Every optimizer's step and `torch.func.vjp` import `torch._dynamo`, the front end of `torch.compile`, only
to tell it to keep away; a gradient that is handed to `backward` imports the symbolic shapes, and sympy with
them, only to compare two sizes. Together that is as much time as torch itself, and a third of its memory.
So small modules stand in their places, which do what is asked of them where nothing is compiled. The real
ones take over as soon as anything else is asked for.

A third of torch's own import is `torch.export` and the shapes of every operation on the device "meta", whose
tensors hold no numbers. The judge, whose code is ours, does without them too (`import_torch`). A submission
has them.
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
_EXPORT = "torch.export"
_META = "torch._meta_registrations"
_WITH_META = ("_custom_ops", "_decomp", "_prims", "_refs")


def import_torch() -> None:
    """Import torch for code that computes numbers only; a torch that is there keeps what it has."""
    fresh = "torch" not in sys.modules
    if fresh:
        sys.modules.update({_EXPORT: _Package(_EXPORT), _META: _StandIn(_META)})
    torch: Any = importlib.import_module("torch")
    if fresh:
        # The shapes would have brought these modules, and given generators their metaclass.
        torch._lazy_modules.update(_WITH_META)
        torch._C._set_generator_metaclass(importlib.import_module("torch._opaque_base").OpaqueBaseMeta)
        torch.set_num_threads(1)  # its tensors are small, and several judges share the cores
    without_compiler()


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

    def __getattr__(self, name: str) -> Any:
        # Whoever looks through all modules asks for names such as __file__ and __warningregistry__.
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(_real(self.__name__), name)


class _Package(_StandIn):
    """Is a package as well: its inner modules are found by `_Inner`."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__ = []


class _CompiledAutograd(_StandIn):
    """`torch._dynamo.compiled_autograd`, as `torch.func.vjp` uses it."""

    _disable = contextlib.nullcontext

    def __getattr__(self, name: str) -> Any:
        return getattr(_real(_DYNAMO).compiled_autograd, name)


class _Dynamo(_Package):
    """`torch._dynamo`, as code that is not compiled uses it."""

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
    """Finds what lies in a package that has a stand-in: the real package comes first, and has it then."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: Any = None) -> Any:  # noqa: ARG002
        """Give the spec of such a module, imported already; leave all others to those who look on disk."""
        package = name.rpartition(".")[0]
        while package and not isinstance(sys.modules.get(package), _StandIn):
            package = package.rpartition(".")[0]
        if not package:
            return None
        _real(package)
        importlib.import_module(name)
        return ModuleSpec(name, self)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Give the module that is there."""
        return sys.modules[spec.name]

    def exec_module(self, module: ModuleType) -> None:
        """Run nothing: it has been run."""


def _real(name: str) -> ModuleType:
    """Give the real module; it may be in the midst of its import."""
    if not isinstance(sys.modules.get(name), _StandIn):
        return importlib.import_module(name)
    if name == _DYNAMO:
        _real(_EXPORT)
    package, _, last = name.rpartition(".")
    vars(sys.modules[package]).pop(last, None)
    del sys.modules[name]
    module = importlib.import_module(name)
    if name == _EXPORT:
        _real(_META)
    return module

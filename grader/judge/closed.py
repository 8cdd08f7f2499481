"""Names that a task by hand may not reach: what computes derivatives, and what looks names up by text.

Whoever may call `getattr(x, "back" + "ward")` may call everything, and so may whoever reaches a module
that reads code from text (timeit, pkgutil, logging.config), a frame, or torch through another module.
Text alone cannot follow every value, so the first list is of names and the second of roads to names.
"""

from __future__ import annotations

import importlib
import sys
import types

import torch

from grader.sandbox.api import Outline

# Any part of a dotted name.
_AUTOGRAD = frozenset(
    """
    backward autograd grad_fn next_functions grad_and_value jacrev jacfwd jacobian hessian vjp jvp hvp vhp
    linearize make_dual forward_ad functional_call gradcheck gradgradcheck GradientEdge get_gradient_edge
    _engine_run_backward run_backward functorch _functorch _C
    """.split()  # noqa: SIM905
)
# Read as a name of its own, these look up others by text.
_BUILTINS = frozenset(
    """
    getattr setattr delattr eval exec compile __import__ importlib globals locals vars dir breakpoint
    inspect ctypes pickle sys builtins gc __builtins__ __loader__ __spec__ __annotations__
    """.split()  # noqa: SIM905
)
# As a part of a dotted name. Models have an eval() and expressions a compile().
_PARTS = (_BUILTINS - {"eval", "compile", "dir"}) | frozenset(
    """
    attrgetter methodcaller FunctionType CodeType import_module resolve_name Formatter get_field
    get_type_hints ForwardRef evaluate_forward_ref _eval_type
    __dict__ __getattribute__ __getattr__ __globals__ __subclasses__ __class__ __code__ __self__ __func__
    __annotations__ __defaults__ __kwdefaults__ __wrapped__ __closure__ __mro__ __bases__ __base__
    __reduce__ __reduce_ex__ __traceback__ __setattr__ mro
    f_back f_builtins f_globals f_locals gi_frame cr_frame ag_frame tb_frame cell_contents
    """.split()  # noqa: SIM905
)
# The standard library without the modules that run text, look names up or hand out live objects.
_PLAIN_MODULES = frozenset(
    """
    __future__ abc array bisect cmath collections contextlib copy dataclasses datetime decimal enum fractions
    functools heapq io itertools json math numbers operator pprint random re statistics textwrap time typing
    warnings
    """.split()  # noqa: SIM905
)
_CLOSED_PACKAGES = frozenset(
    """
    cloudpickle dill fsspec isympy jax jinja2 joblib mpmath networkx numba scipy setuptools sympy torchgen
    """.split()  # noqa: SIM905
)
_CLOSED_NUMPY = ("numpy.testing", "numpy.ctypeslib", "numpy.f2py", "numpy.load")
_OPEN_TORCH = frozenset(["nn", "linalg", "special", "fft", "random", "types", "testing", "backends", "optim"])
_CLOSED_TORCH = frozenset(["load", "compile", "script", "ops", "classes"])
# What changes names behind the text, wherever it is called from.
_REBINDERS = (_PARTS | _BUILTINS) - frozenset(["getattr", "inspect", "sys", "__traceback__", "dir"])
# What honest files use of closed modules: it prints, counts, or holds values, and leads nowhere.
_HARMLESS = frozenset(
    """
    logging.basicConfig logging.getLogger logging.debug logging.info logging.warning logging.DEBUG
    logging.INFO logging.WARNING re.compile sys.argv sys.float_info sys.getrecursionlimit sys.maxsize
    sys.platform sys.setrecursionlimit sys.stderr sys.stdout sys.version sys.version_info
    types.MappingProxyType
    types.SimpleNamespace unittest.TestCase unittest.main
    """.split()  # noqa: SIM905
)


def is_autograd(name: str, outline: Outline) -> bool:
    """Tell whether a dotted name leads to what computes derivatives; a function of one's own does not."""
    head, *rest = name.split(".")
    if not rest:
        return head in _AUTOGRAD and head not in outline.functions
    if len(rest) == 1 and head != "torch" and name in outline.functions:  # a method of one's own class
        return False
    if head == "torch" and (rest[:2] == ["nn", "grad"] or any(p.endswith("_backward") for p in rest)):
        return True
    return "func" in rest or any(part in _AUTOGRAD for part in (head, *rest))


def is_look_up(name: str, outline: Outline) -> bool:
    """Tell whether a dotted name leads to what gives any other."""
    head, *rest = _without_harmless(name).split(".")
    if head in _BUILTINS or any(part in _PARTS or part == "torch" for part in rest):
        return True
    if head == "torch":
        return bool(rest) and (_is_closed_in_torch(name, rest) or _leads_out(head, rest))
    if head in _CLOSED_PACKAGES or name.startswith(_CLOSED_NUMPY):
        return not _is_own(head, outline)
    if head == "os" or (head not in sys.stdlib_module_names and head != "numpy"):
        return False
    if head in _PLAIN_MODULES or head == "numpy":
        private = head != "numpy" and any(part.startswith("_") for part in rest)
        return (private or _leads_out(head, rest)) and not _is_own(head, outline)
    return not _is_own(head, outline)


def is_rebinder(name: str, outline: Outline) -> bool:
    """Tell whether code that is run at import changes names with this behind what its text says."""
    head, *rest = _without_harmless(name).split(".")
    if name == "sys.modules" or head == "mock" or "mock" in rest or (head == "unittest" and rest):
        return not _is_own(head, outline)
    return head in _REBINDERS or any(part in _REBINDERS for part in rest) or is_foreign_write(name, outline)


def is_foreign_write(name: str, outline: Outline) -> bool:
    """Tell whether this is an assignment to an attribute of an imported module or of its classes."""
    head, dot, rest = name.partition(".")
    if not dot or not name.endswith("=") or rest.startswith("backends."):
        return False
    return head in ("torch", "numpy") or (head in sys.stdlib_module_names and not _is_own(head, outline))


def _without_harmless(name: str) -> str:
    """Give the name with "?" for a harmless beginning, and without `.__class__.__name__` at its end."""
    parts = name.split(".")
    if ".".join(parts[:2]) in _HARMLESS:
        parts[:2] = "?"
    if parts[-2:] == ["__class__", "__name__"]:
        parts[-2:] = ["__name__"]
    return ".".join(parts)


def _is_own(head: str, outline: Outline) -> bool:
    """Tell whether the file's own name hides a module's. `timeit = timeit` does not: it needs the import."""
    imported = outline.module is not None and head in outline.module.names
    return head in outline.functions and not imported


def _leads_out(head: str, rest: list[str]) -> bool:
    """Tell whether there is a module of another package on the way: `enum.bltns` is builtins."""
    found: object = sys.modules.get(head) or importlib.import_module(head)
    for part in rest:
        found = getattr(found, part, None)
        if isinstance(found, types.ModuleType) and found.__name__.partition(".")[0] != head:
            return True
    return False


def _is_closed_in_torch(name: str, rest: list[str]) -> bool:
    first = rest[0]
    if first in _CLOSED_TORCH or (first.startswith("_") and not first.startswith(("__", "_foreach_"))):
        return True
    is_module = isinstance(getattr(torch, first, None), types.ModuleType)
    if name.startswith("torch.testing._"):
        return True
    return is_module and first not in _OPEN_TORCH and not name.startswith("torch.utils.data")

"""First code of a sandbox process: takes our modules from standard input, imports nothing of ours from disk.

The text of this file is given to the interpreter as a command. The process must not be able to read
the project, so everything it runs of ours arrives as source, and its search path is the one it is
told. Standard library only; read from top to bottom.
"""

# ruff: noqa: ANN001, ANN201, ANN204, D102, ARG002
# mypy: disable-error-code="no-untyped-def, no-untyped-call, attr-defined"

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import sys


def take(count):
    """Read exactly that many bytes, unbuffered: what follows is for others."""
    data = b""
    while len(data) < count:
        piece = os.read(0, min(count - len(data), 1 << 16))
        if not piece:
            os._exit(97)
        data += piece
    return data


class Delivered(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the modules that were delivered; a package among them has no folder."""

    def __init__(self, sources):
        self.sources = sources

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        package = self.sources[name] is None
        return importlib.machinery.ModuleSpec(name, self, origin="delivered", is_package=package)

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        source = self.sources[module.__name__]
        if source is not None:
            exec(compile(source, f"<{module.__name__}>", "exec"), module.__dict__)


if os.name == "nt":
    import msvcrt

    msvcrt.setmode(0, os.O_BINARY)
boot = json.loads(take(int.from_bytes(take(8), "little")))
sys.path[:] = boot["path"]
sys.meta_path.insert(0, Delivered(boot["modules"]))
sys.argv[:] = [""]
gc.disable()  # nothing that is loaded becomes garbage; `main` enables it afterwards
main = importlib.import_module(boot["main"]).main
main(boot["settings"])
os._exit(0)

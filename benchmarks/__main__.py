"""Run benchmarks by name: `python -m benchmarks [core] [watch] [batch] [chaos] [ten_thousand]`."""

from __future__ import annotations

import importlib
import sys

names = sys.argv[1:] or ["core"]
del sys.argv[1:]  # they name benchmarks, and are no options of one
for name in names:
    print(f"== {name}")
    importlib.import_module(f"benchmarks.{name}").main()

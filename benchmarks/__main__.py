"""Run benchmarks by name: `python -m benchmarks [core] [watch] [batch] [chaos] [ten_thousand]`."""

from __future__ import annotations

import importlib
import sys

for name in sys.argv[1:] or ["core"]:
    print(f"== {name}")
    importlib.import_module(f"benchmarks.{name}").main()

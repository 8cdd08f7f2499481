"""What a sandbox may use of the machine; the defaults use everything there is."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

GRADER_DIR = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Layers that may be used where the kernel offers them, and sizes.

    Turning layers off is for tests, which show what each of them stops, and for finding out what a
    new version of torch needs (`log_only`). `spawn` starts a fresh process per worker, as on platforms
    without fork. `packages` are what a submission may import besides the standard library, with
    everything they require. `helpers` (dotted name, source) are helper modules of coming jobs, which
    the zygote loads once, in this order; jobs may bring others.
    """

    landlock_abi_cap: int | None = None
    seccomp: bool = True
    namespaces: bool = True
    drop_root: bool = True
    spawn: bool = not sys.platform.startswith("linux")
    spare: bool = True
    log_only: bool = False
    packages: tuple[str, ...] = ("torch", "numpy")
    helpers: tuple[tuple[str, bytes], ...] = ()
    forbidden: tuple[Path, ...] = ()
    arena_mib: int = 4
    start_seconds: float = 120.0
    output_drain_mib: int = 8


def environment() -> dict[str, str]:
    """Build the environment of sandbox processes from nothing: no token of the caller's is in it."""
    built = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "dumb",
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "LD_BIND_NOW": "1",  # or every worker looks up each function of torch again when it first calls it
        "TORCHDYNAMO_DISABLE": "1",
        "TORCHINDUCTOR_CACHE_DIR": "/",  # it is looked for when the compiler is imported, and never used
        "MPLBACKEND": "Agg",
    }
    if os.name == "nt":
        built |= {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ}
    return built

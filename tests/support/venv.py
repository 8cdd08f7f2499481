"""A virtual environment that sees this one's packages but the grader itself: tests install that for real."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path


def make_venv(folder: Path) -> Path:
    """Make one in `folder`; give its Python."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    packages = folder / "outer"
    packages.mkdir()
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if "grader" not in entry.name.lower() and entry.suffix != ".pth":
            (packages / entry.name).symlink_to(entry)
    (site,) = (folder / "lib").glob("python*/site-packages")
    (site / "outer.pth").write_text(f"{packages}\n")
    return folder / "bin" / "python"

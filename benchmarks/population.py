"""Make many different submissions for benchmarks and tests: right, wrong, broken and hostile ones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOUR = ("ex08_neuron_gradient", "ex12_numerical_gradient", "ex15_manual_update", "ex18_train")

# What students do to a right file: text replaced by text, each a known mistake or a slip.
_SLIPS = {
    "ex08_neuron_gradient": [("2 *", "1 *"), ("2 *", "-2 *"), ("return", "return None and")],
    "ex12_numerical_gradient": [("2 * h", "h"), ("(2 * h)", "h"), ("return", "return 0 *")],
    "ex15_manual_update": [("-=", "+="), ("no_grad", "enable_grad"), ("zero_()", "clone()")],
    "ex18_train": [
        ("zero_grad()", "state_dict()"),
        ("mean()", "sum()"),
        ("range(steps)", "range(steps + 1)"),
    ],
}
_HOSTILE = [
    "import os\nos._exit(0)\n",
    "raise SystemExit(0)\n",
    "import os\nos.kill(os.getppid(), 9)\n",
    "x = bytearray(4 << 30)\n",
    "def broken(:\n",
    "import socket\nsocket.socket().connect(('127.0.0.1', 9))\n",
    "print('spam ' * 200000)\n",
    "import torch\ntorch.equal = torch.allclose = lambda *a, **k: True\n",
    "import subprocess\nsubprocess.run(['id'])\n",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()\n",
]


def right_sources(slug: str) -> list[str]:
    """Give the right solutions that ship with the tests."""
    folder = ROOT / "tests" / "alternatives" / slug
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py"))]


def source(slug: str, chance: random.Random, hostile: float, wrong: float) -> str:
    """Give one file: hostile or wrong with these probabilities, else right."""
    text = chance.choice(right_sources(slug))
    roll = chance.random()
    if roll < hostile:
        return chance.choice(_HOSTILE) + text
    if roll < hostile + wrong:
        for old, new in chance.sample(_SLIPS.get(slug, [("return", "return None and")]), k=1):
            return text.replace(old, new, 1)
    return text


def populate(
    folder: Path,
    count: int,
    slugs: Sequence[str] = FOUR,
    *,
    hostile: float = 0.02,
    wrong: float = 0.3,
    seed: int = 1,
) -> None:
    """Write `count` submissions, a folder each; all differ, and the same seed writes the same ones."""
    chance = random.Random(seed)
    for number in range(count):
        home = folder / f"student-{number:05d}"
        home.mkdir(parents=True, exist_ok=True)
        for slug in slugs:
            text = source(slug, chance, hostile, wrong) + f"\n# submission {number}\n"
            (home / f"{slug}.py").write_text(text, encoding="utf-8")

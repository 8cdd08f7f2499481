"""What an attack is: the text of it, how it is shown to work where nothing stops it, what must stop it.

Four shapes, one record:

- `source`: a submission. It is graded, and must score no more than its honest wrong version. `naive` names
  the check of `naive_probe.py` (a grader in one process, as most are) that it deceives: its positive control.
  Where there is none, `why` says why.
- `system`: things to ask of the kernel (`tests/sandbox/test_attacks.py`, `corpus/system.py`). Each is
  tried without a lock, which is its control, and under every combination of layers.
- `refused`: a function that hands hostile bytes to trusted code and returns what came of it. `control` tells
  whether harmless bytes of the kind are read, or a naive reader takes the hostile ones.
- `reason`: why it cannot be shown here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

WRONG = """
def square_gradient(w):
    return w
def square_autograd(w):
    return w, w
"""
RIGHT = """
import torch
def square_gradient(w):
    return 2 * w
def square_autograd(w):
    leaf = (w if isinstance(w, torch.Tensor) else torch.tensor(float(w))).detach().clone().requires_grad_()
    loss = (leaf ** 2).sum()
    loss.backward()
    return loss.detach(), leaf.grad
"""
STOPPERS = {
    "L": "Landlock",
    "S": "seccomp",
    "N": "namespaces",
    "R": "resource limits",
    "P": "process split and protocol",
    "D": "decoder and comparison",
    "Z": "zygote hygiene",
    "W": "clock and kill",
    "I": "intake",
    "O": "output and report code",
    "E": "evidence from the source text",
}


@dataclass(frozen=True)
class Attack:
    """One row of the table; `by` are letters of STOPPERS."""

    number: int
    name: str
    by: str
    source: str = ""
    naive: str = ""
    system: tuple[str, ...] = ()
    refused: Callable[[], str] | None = None
    control: Callable[[], bool] | None = None
    reason: str = ""
    why: str = ""
    note: str = ""

    @property
    def section(self) -> str:
        """Give the part of the table it belongs to."""
        ends = ((24, "stealing"), (54, "forging"), (72, "files"), (93, "kernel"), (108, "reports"))
        return next((name for end, name in ends if self.number <= end), "found here")


def wrong(prefix: str) -> str:
    """Give a submission that attacks first and then answers wrongly."""
    return f"{prefix}\n{WRONG}"

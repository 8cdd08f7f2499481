"""Record a walk through one exercise in `grader watch`, and write it to docs/walk.md.

    python scripts/record_walk.py

Runs the real command in tmux, on a copy of the course, edits the file as a student would, and takes
the screen down after every save.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SLUG = "ex15_manual_update"
SESSION = "grader-walk"
FIRST = 'raise NotImplementedError("manual_update: your turn")'
SECOND = 'raise NotImplementedError("trace_update: your turn")'
TRACE = 'return {"before": w, "step": -learning_rate * gradient, "after": w - learning_rate * gradient}'

# what the student does, the body of manual_update, the body of trace_update, what the screen will say
STEPS = [
    (
        "The first idea: walk over the parameters and subtract.",
        """for p in model.parameters():
        if p.grad is not None:
            p -= learning_rate * p.grad
            p.grad.zero_()""",
        SECOND,
        "the update runs where autograd",
    ),
    (
        "Under `torch.no_grad()` then, and written out as p = p - ...",
        """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                gradient = p.grad
                p = p - learning_rate * gradient
                gradient.zero_()""",
        SECOND,
        "the loop variable gets a new tensor",
    ),
    (
        "In place, but the last line got lost.",
        """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad""",
        SECOND,
        "the gradients are never cleared",
    ),
    (
        "Task 1 stands. The second task is still open.",
        """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad
                p.grad.zero_()""",
        SECOND,
        "4 of 6 visible checks pass",
    ),
    (
        "And the trace.",
        """with torch.no_grad():
        for p in model.parameters():
            if p.grad is not None:
                p -= learning_rate * p.grad
                p.grad.zero_()""",
        TRACE,
        "Every visible check",
    ),
]


def tmux(*arguments: str) -> str:
    """Run tmux on a socket of its own."""
    command = ["tmux", "-L", SESSION, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def screen(said: str) -> str:
    """Wait until the screen says something, and give it."""
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        lines = tmux("capture-pane", "-p", "-t", SESSION).rstrip().splitlines()
        text = "\n".join(line.rstrip() for line in lines)
        if said in " ".join(text.replace("│", " ").split()) and text.endswith("quit"):
            return text
        time.sleep(0.05)
    raise TimeoutError(f"the screen never said {said!r}:\n{tmux('capture-pane', '-p', '-t', SESSION)}")


def walk(folder: Path) -> list[tuple[str, str, str]]:
    """Give what was done, the code that was saved, and the screen after it, step by step."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    file = folder / "exercises" / f"{SLUG}.py"
    stub = file.read_text()
    command = f"cd {folder} && PYTHONPATH={ROOT} {sys.executable} -m grader watch ex15"
    tmux("-f", os.devnull, "new-session", "-d", "-s", SESSION, "-x", "80", "-y", "26", command)
    taken = [("`grader watch ex15`: the file is as it was handed out.", "", screen("Not attempted yet"))]
    for done, first, second, said in STEPS:
        file.write_text(stub.replace(FIRST, first).replace(SECOND, second))
        code = f"    {first}" if second is SECOND else f"    {second}"
        taken.append((done, code, screen(said)))
        if said == "the update runs where autograd":
            tmux("send-keys", "-t", SESSION, "h")
            taken.append(("Key h: a first hint, a question.", "", screen("hint 1 of 3")))
    tmux("send-keys", "-t", SESSION, "n")
    taken.append(("Key n: on to the next one.", "", screen("ex16_learning_rate")))
    tmux("send-keys", "-t", SESSION, "q")
    return taken


def page(taken: list[tuple[str, str, str]]) -> str:
    """Give the document."""
    parts = [
        "# A walk through one exercise",
        "What a student sees in `grader watch`, in a terminal of 80 columns: the stub, three mistakes, each "
        "named, the right answer, and the next exercise. Recorded by `python scripts/record_walk.py`.",
    ]
    for number, (done, code, shown) in enumerate(taken, 1):
        parts.append(f"## {number}. {done}")
        if code:
            parts.append(f"```python\n{code}\n```")
        parts.append(f"```text\n{shown}\n```")
    return "\n\n".join(parts) + "\n"


def main() -> None:
    """Record and write."""
    with tempfile.TemporaryDirectory() as name:
        try:
            taken = walk(Path(name))
        finally:
            subprocess.run(["tmux", "-L", SESSION, "kill-server"], check=False, capture_output=True)
    path = ROOT / "docs" / "walk.md"
    path.write_text(page(taken), encoding="utf-8")
    print(f"wrote {path}: {len(taken)} screens")  # noqa: T201


if __name__ == "__main__":
    main()

"""Write the student's bundle: what students open, what checks it, and nothing that tells the answers.

Everything is copied by a list of what may go, so that a new file stays at home until somebody
thinks of it. What solutions and twins know is compiled into `key.json`: for every call of a visible check
the right observation and each known mistake's, as numbers. `leaks` looks at the result once more.
"""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Template

from grader.author.build import generated
from grader.course import ORIGINALS, TABLE, Course
from grader.errors import UsageError
from grader.judge.ahead import RightAnswers
from grader.judge.key import make_key
from grader.judge.oracle import ReferenceOracle
from grader.judge.rehearse import RecordingOracle
from grader.judge.session import Judge
from grader.marks import regions
from grader.student.plots import reference_calls

_PACKAGE = Path(__file__).resolve().parents[1]
_TEMPLATES = Path(__file__).parent / "templates" / "release"
_SUITE_FILES = ("__init__.py", "probe.py", "test_visible.py")
_LEFT_OUT = ("author", "_course", "__pycache__", "dev.py")
_KINDS = (".py", ".html", ".css", ".js", ".j2", ".toml", ".json", ".typed")
_READ = (".py", ".ipynb", ".toml", ".json", ".md", ".txt", ".yml", ".html", ".sh")
_LONG = 40  # characters: a line this long stands nowhere by chance
# What surrounds a line of code in a comment, a quotation or a notebook.
_BARE = re.compile(r"^[\s#>*\"']+|(\\n)?[\s\"',]*$")
_SEED = re.compile(r"^seed\s*=.*$", re.MULTILINE)

_PYPROJECT = """\
[build-system]
requires = ["hatchling>=1.27"]
build-backend = "hatchling.build"

[project]
name = "grader"
version = "{version}"
description = "{title}"
readme = "README.md"
requires-python = ">=3.11"
dependencies = [
{dependencies}
]

[project.scripts]
grader = "grader.cli.main:main"

[tool.hatch.build.targets.wheel]
packages = ["grader"]
"""


def release(course: Course, folder: Path, *, replace: bool = False) -> list[Path]:
    """Write the bundle into a folder that is empty or not there; give its files.

    The folder appears complete or not at all. Raises UsageError where the folder holds something, unless
    `replace` is given and it holds an earlier bundle.
    """
    taken = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    if taken and not (replace and (folder / "key.json").is_file()):
        raise UsageError(f"{folder} is not empty; give a new folder, or --replace for an earlier bundle")
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".release-", dir=folder.parent))
    try:
        for path, data in _files(course):
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        found = leaks(course, made)
        if found:
            raise UsageError(f"this bundle would tell answers: {'; '.join(found[:5])}")
        made.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        made.replace(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


def key(course: Course) -> bytes:
    """Compile what the visible checks expect, and what known mistakes show there."""
    answers = ReferenceOracle(course)
    recording = RecordingOracle(answers)
    with Judge(course, recording, hidden=False) as judge:
        for slug in course.exercises:
            judge.run((slug,), RightAnswers(recording), seed=0, counterexamples=False)
    pictures = [(slug, *call) for slug in course.exercises for call in reference_calls(slug)]
    return make_key(course, [*recording.asked, *pictures], answers)


def _files(course: Course) -> Iterator[tuple[Path, bytes]]:
    """Give every file of the bundle: its path there, and its bytes."""
    for slug in course.exercises:
        for path, text in generated(course, slug).items():
            yield path.relative_to(course.root), text.encode()
            yield ORIGINALS / path.name, text.encode()
    # The hidden inputs are drawn from the seed: it stays at home.
    yield TABLE, _SEED.sub("seed = 0", (course.root / TABLE).read_text(encoding="utf-8"), count=1).encode()
    yield Path("key.json"), key(course)
    yield from _package(course)
    yield from _project(course)
    yield from workflows(course)


def _package(course: Course) -> Iterator[tuple[Path, bytes]]:
    suites = _PACKAGE / "suites"
    for path in sorted(_PACKAGE.rglob("*")):
        inside = path.relative_to(_PACKAGE)
        if not path.is_file() or path.suffix not in _KINDS or set(inside.parts) & set(_LEFT_OUT):
            continue
        public = path.parent.name in course.exercises and path.name in _SUITE_FILES
        if suites in path.parents and path.parent != suites and not public:
            continue
        yield Path("grader") / inside, path.read_bytes()


def _project(course: Course) -> Iterator[tuple[Path, bytes]]:
    from grader import __version__

    project = tomllib.loads((_PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    dependencies = "\n".join(f'    "{each}",' for each in project["dependencies"])
    text = _PYPROJECT.format(
        version=__version__, title=course.title.replace('"', "'"), dependencies=dependencies
    )
    yield Path("pyproject.toml"), text.encode()
    readme = Template((_TEMPLATES / "README.md").read_text(encoding="utf-8"))
    yield Path("README.md"), readme.safe_substitute(title=course.title).encode()
    yield Path(".gitignore"), b".venv/\n.grader/\n__pycache__/\n.ipynb_checkpoints/\n"
    constraints = _PACKAGE.parent / "constraints.txt"
    if constraints.is_file():
        lines = [line for line in constraints.read_text(encoding="utf-8").splitlines() if "==" in line]
        yield Path("constraints.txt"), "\n".join(line for line in lines if line[0] != "#").encode() + b"\n"


def workflows(course: Course) -> Iterator[tuple[Path, bytes]]:
    """Give what a classroom service runs: every file below `classroom/` beside the course table's folder."""
    folder = course.root / "classroom"
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file():
            yield path.relative_to(folder), path.read_bytes()


def leaks(course: Course, folder: Path) -> list[str]:
    """Look through a bundle for files and lines that only the author's side may have."""
    found = []
    secret = dict(_secrets(course))
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (
            path.name.startswith(("test_hidden", "misconceptions", "equivalents"))
            or "/solutions/" in f"/{name}"
        ):
            found.append(name)
        if path.is_file() and path.suffix in _READ:
            text = path.read_text(encoding="utf-8")
            whole = {_BARE.sub("", line) for line in text.splitlines()}
            found += [
                f"{name} holds a line of {origin}"
                for line, origin in secret.items()
                if line in whole or (len(line) >= _LONG and line in text)
            ]
    return found


def _secrets(course: Course) -> Iterator[tuple[str, str]]:
    """Give telling lines: all of solutions that compute, the long ones of hidden checks and of twins."""
    public = (course.root / TABLE).read_text(encoding="utf-8")  # the last hint may be almost the code
    public += "\n".join(text for slug in course.exercises for text in generated(course, slug).values())
    for slug in course.exercises:
        public += (course.suite_dir(slug) / "test_visible.py").read_text(encoding="utf-8")
        public += (course.suite_dir(slug) / "probe.py").read_text(encoding="utf-8")
    for slug in course.exercises:
        text = course.solution_path(slug).read_text(encoding="utf-8")
        lines = text.splitlines()
        for region in regions(text, slug):
            for number in region.solution:
                yield from _telling(lines[number - 1], f"the solution of {slug}", public)
                if _computes(lines[number - 1]) and lines[number - 1].strip() not in public:
                    yield lines[number - 1].strip(), f"the solution of {slug}"
        for path in sorted(course.suite_dir(slug).glob("*.py")):
            if path.name not in _SUITE_FILES:
                for line in _code_lines(path.read_text(encoding="utf-8")):
                    yield from _telling(line, f"{slug}/{path.name}", public)


def _code_lines(text: str) -> Iterator[str]:
    """Give the lines of functions' bodies: names and hints of mistakes are in the key on purpose."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            for number in range(node.body[0].lineno, (node.end_lineno or 0) + 1):
                yield lines[number - 1]


def _telling(line: str, origin: str, public: str) -> Iterator[tuple[str, str]]:
    shown = line.strip()
    if len(shown) >= _LONG and not shown.startswith(("#", '"""', "import ", "from ")) and shown not in public:
        yield shown, origin


def _computes(line: str) -> bool:
    """Tell whether a line alone says how to get a value; `return total` and `while waiting:` do not."""
    try:
        tree = ast.parse(line.strip())
    except SyntaxError:
        return False
    kinds = ast.BinOp | ast.UnaryOp | ast.AugAssign | ast.Call
    return any(isinstance(node, kinds) for node in ast.walk(tree))

"""What may be read: never the project, wherever it lies."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.sandbox import paths
from grader.sandbox.paths import read_list
from grader.sandbox.settings import GRADER_DIR


@pytest.fixture(scope="module")
def torch_list() -> paths.ReadList:
    """Give the list for torch and numpy."""
    return read_list(("torch", "numpy"), [GRADER_DIR])


def test_the_packages_and_what_they_require_are_on_it(torch_list: paths.ReadList) -> None:
    """Torch, numpy and sympy are, pytest and the grader are not."""
    names = {path.name for path in torch_list.read}
    assert {"torch", "numpy", "sympy", "typing_extensions.py"} <= names
    assert not names & {"pytest", "_pytest", "hypothesis", "grader", "click"}


def test_nothing_on_it_contains_the_project(torch_list: paths.ReadList) -> None:
    """No path of the list is above the grader, nor a folder of packages as a whole."""
    for path in torch_list.read:
        real = path.resolve()
        assert real != GRADER_DIR
        assert real not in GRADER_DIR.parents
        assert GRADER_DIR not in real.parents
        assert path.name not in paths.PACKAGE_FOLDERS


def test_the_standard_library_is_on_it(torch_list: paths.ReadList) -> None:
    """A module of the library is, its installed packages are not."""
    json_folder = Path(sys.modules["json"].__file__ or "").resolve().parent
    readable = [path.resolve() for path in torch_list.read]
    assert any(path == json_folder or path in json_folder.parents for path in readable)


def test_a_project_among_the_packages_stays_closed(tmp_path: Path) -> None:
    """A folder is opened up entry by entry where something forbidden lies in it."""
    library = tmp_path / "lib"
    for name in ("json", "project", "site-packages", "project/inner"):
        (library / name).mkdir(parents=True)
    (library / "abc.py").touch()
    found = set(paths._open_up(library, [(library / "project").resolve()]))
    assert found == {library / "json", library / "abc.py"}


def test_an_environment_inside_the_project_is_readable(tmp_path: Path) -> None:
    """Packages of a .venv in the project folder are on the list though the project is forbidden."""
    package = tmp_path / "project" / ".venv" / "lib" / "site-packages" / "torch"
    package.mkdir(parents=True)
    assert list(paths._open_up(package, [(tmp_path / "project").resolve()])) == [package]


def test_the_search_path_has_no_folder_of_the_project(torch_list: paths.ReadList) -> None:
    """What an editable install adds to the search path is not on it."""
    assert GRADER_DIR.parent not in torch_list.search
    assert all(path.is_dir() or path.suffix == ".zip" for path in torch_list.search)

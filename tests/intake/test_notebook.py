"""Notebooks become Python sources, and nothing in them runs."""

from __future__ import annotations

import ast
import contextlib
import json
import time

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.author.build import CHECK_CELL
from grader.intake.notebook import NOTEBOOK_LIMIT, CellLines, NotebookError, read_notebook
from tests.intake.packing import notebook


def source(*cells: str) -> str:
    """Give the source of a notebook with these code cells."""
    return read_notebook(notebook(*cells)).source.decode()


def test_code_cells_are_joined_in_order() -> None:
    """Code cells follow one another as in the notebook; text cells are left out."""
    data = json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": ["def f(w):\n", "    return w"]},
                {"cell_type": "markdown", "source": "def f(w): return 'text'"},
                {"cell_type": "code", "source": "def f(w):\n    return 2 * w"},
            ]
        }
    ).encode()
    space: dict[str, object] = {}
    exec(read_notebook(data).source, space)
    assert space["f"](3) == 6  # type: ignore[operator]


@pytest.mark.parametrize(
    "line",
    [
        *("%matplotlib inline", "!pip install torch", "!rm -rf /", "?torch", "torch.autograd?", "torch??"),
        *("x = !ls", "x = %timeit f()", "%%time", "!echo 'it''s", "%time f(3)  # (", "!ls \\\n  -l \\\n  -a"),
    ],
)
def test_magic_and_shell_lines_are_left_out(line: str) -> None:
    """What only a notebook understands is left out with its line number, and the lines keep their places."""
    found = read_notebook(notebook(f"{line}\nvalue = 1"))
    tree = ast.parse(found.source)
    assert [type(node) for node in tree.body] == [ast.Assign]
    assert tree.body[0].lineno == line.count("\n") + 2
    assert found.dropped[0].startswith("cell 1, line 1: ")


def test_magic_in_a_block_leaves_the_block_standing() -> None:
    """A magic that is all there is in a block is replaced by pass."""
    compile(source("for i in range(3):\n    %timeit f()\nx = 1"), "cell", "exec")


@pytest.mark.parametrize(
    "code",
    [
        "x = (7\n% 3)",
        "x = [\n  7\n  % 3,\n]",
        "x = 7 \\\n% 3",
        "x = '''\n%matplotlib inline\n!ls\n'''",
        'x = """it\'s\n!ls \\""" \n?no\n"""',
        "x = 'a' # it's (\ny = 2",
        "x = f'''\n%{1}\n'''",
        "x = r'\\'\ny = 1",
        "x = '#('\n",
    ],
)
def test_python_that_looks_like_magic_stays(code: str) -> None:
    """A line inside brackets, a string or a continued line is no magic."""
    assert source(code).strip() == code.strip()


def test_cells_of_another_language_are_left_out() -> None:
    """A cell magic that hands the cell to another program takes the cell with it; timing ones do not."""
    assert source("%%bash\nrm -rf /").strip() == ""
    assert source("\n%%writefile ex05_square.py\nx = 1").strip() == ""
    assert source("%%time\nx = 1").strip() == "x = 1"


def test_check_cell_of_the_course_is_left_out() -> None:
    """The last cell of the course's notebooks, which runs the checks, is no part of the answer."""
    found = read_notebook(notebook("x = 1", CHECK_CELL.format(slug="ex05_square")))
    assert found.source.decode().strip() == "x = 1"
    assert found.dropped == ()


def test_own_function_called_check_stays() -> None:
    """Without the course's check a function of that name is the student's own."""
    assert source('check("a")').strip() == 'check("a")'


def test_lines_know_their_cell() -> None:
    """Every line of the source leads back to its cell and the line there."""
    cells = ["a = 1\nb = 2", "", "c = 3"]
    found = read_notebook(notebook(*cells))
    lines = found.source.decode().split("\n")
    assert found.cells.locate(lines.index("b = 2") + 1) == (1, 2)
    assert found.cells.locate(lines.index("c = 3") + 1) == (3, 1)
    assert CellLines(()).locate(4) == (1, 4)


@pytest.mark.parametrize("version", [2, 3])
def test_notebooks_of_older_formats_are_read(version: int) -> None:
    """A notebook as old programs wrote it is converted."""
    old = nbformat.convert(nbformat.reads(notebook("x = 1").decode(), as_version=4), 3)  # type: ignore[no-untyped-call]
    data = json.loads(nbformat.v3.writes_json(old))  # type: ignore[no-untyped-call]
    data["nbformat"] = version
    assert read_notebook(json.dumps(data).encode()).source.decode().strip() == "x = 1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "notebook"),
        (b"not json", "notebook"),
        (b"[]", "notebook"),
        (b"{}", "notebook"),
        (b'{"cells": 3}', "notebook"),
        (b'{"worksheets": [{"cells": 3}]}', "notebook"),
        (b'{"worksheets": "abc", "nbformat": 3}', "notebook"),
        (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "notebook"),
        (b"[" * 100_000, "notebook"),
        (b"[" * 300_000, "too_large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "notebook"),
        (notebook("x = 1").decode().encode("utf-16"), "encoding"),
        ('{"cells": [{"cell_type": "code", "source": "é"}]}'.encode("latin-1"), "encoding"),
        (b" " * (NOTEBOOK_LIMIT + 1), "too_large"),
        (b"[" + b"{}," * 400_000 + b"{}]", "too_large"),
        (notebook("x = 1\n" * 200_000), "too_large"),
        (notebook(*["x"] * 6000), "too_large"),
    ],
)
def test_damaged_notebooks_get_a_sentence(data: bytes, code: str) -> None:
    """Whatever is wrong with the file, a sentence says what to do, at once."""
    start = time.monotonic()
    with pytest.raises(NotebookError) as caught:
        read_notebook(data)
    assert caught.value.code == code
    assert time.monotonic() - start < 15


def test_byte_order_mark_and_outputs_are_fine() -> None:
    """A BOM is skipped and large outputs are never looked at."""
    assert (
        read_notebook(b"\xef\xbb\xbf" + notebook("x = 1", pictures="A" * 3_000_000)).source.strip()
        == b"x = 1"
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20) | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "cell_type", "source", "worksheets", "nbformat", "metadata", "input"]),
            inner,
        )
    ),
    max_leaves=20,
)
LINES = st.lists(
    st.sampled_from(
        [
            "%a",
            "!b",
            "x = 1",
            "(",
            ")",
            '"""',
            "'''",
            "'",
            "\\",
            "    %c",
            "y?",
            "%%bash",
            "# (",
            "",
            "é\ud800",
        ]
    )
)


@settings(deadline=None)
@given(JSON, st.binary(max_size=60))
def test_any_json_and_any_bytes_are_read_or_refused(document: object, data: bytes) -> None:
    """Whatever the JSON or the bytes, there is a source or a refusal."""
    for attempt in (json.dumps(document).encode(), data):
        with contextlib.suppress(NotebookError):
            read_notebook(attempt).source.decode()


@given(st.lists(LINES, max_size=4))
def test_lines_keep_their_places(cells: list[list[str]]) -> None:
    """Whatever is left out, each cell begins where the map says."""
    found = read_notebook(notebook(*("\n".join(cell) for cell in cells)))
    kept = found.source.decode().split("\n")
    for number, cell in enumerate(cells, 1):
        for offset, line in enumerate(cell):
            place = found.cells.starts[number - 1] + offset
            assert found.cells.locate(place) == (number, offset + 1)
            assert kept[place - 1].strip() in ("", "pass", line.strip(), line.strip().replace("\ud800", "?"))

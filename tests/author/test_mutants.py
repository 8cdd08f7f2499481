"""Mutants: every operator makes its change, in solution regions only, always in the same order."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.author.equivalents import read
from grader.author.mutants import Key, Mutant, mutants
from grader.errors import CourseError


def solved(*body: str) -> str:
    """Give a marked solution `f` with this body."""
    lines = "\n".join(f"    {line}" for line in body)
    head = 'import torch\n\n\ndef f(a, b=1):\n    """Do it."""\n'
    return f"{head}    ### BEGIN SOLUTION\n{lines}\n    ### END SOLUTION\n"


def changes(*body: str, operator: str) -> list[str]:
    """Give the statements that one operator puts in place of others."""
    return [m.key.replacement for m in mutants(solved(*body), "f.py") if m.key.operator == operator]


@pytest.mark.parametrize(
    ("operator", "statement", "expected"),
    [
        ("constant", "return a * 2", ["return a * 3", "return a * 1"]),
        ("constant", "return 0", ["return 1", "return -1"]),
        ("constant", "return 0.5", ["return 1.0", "return 0.25"]),
        ("constant", "return True", ["return False"]),
        ("constant", "return {'w': a}", ["return {'w?': a}"]),
        ("arithmetic", "return a + b", ["return a - b"]),
        ("arithmetic", "return (a - b) / 2", ["return (a - b) * 2", "return (a + b) / 2"]),
        ("arithmetic", "a -= b", ["a += b"]),
        ("assignment", "a -= b", ["a = b"]),
        ("operand", "return 2 * (a - b)", ["return 2", "return a - b", "return 2 * a", "return 2 * b"]),
        ("comparison", "return a < b", ["return a <= b", "return a >= b"]),
        (
            "comparison",
            "return a < b == 1",
            ["return a <= b == 1", "return a >= b == 1", "return a < b != 1"],
        ),
        ("boolean", "return a and b", ["return a or b"]),
        ("sign", "return 2 ** -a", ["return 2 ** a"]),
        ("sign", "return not a", ["return a"]),
        ("condition", "return 1 if a else 2", ["return 1 if not a else 2"]),
        ("condition", "return [c for c in b if c > a]", ["return [c for c in b if not c > a]"]),
        ("statement", "a.backward()", ["pass"]),
        ("statement", "raise ValueError('x')", ["pass"]),
        ("statement", "return a", ["return None"]),
        ("arguments", "return g(a, b, a)", ["return g(b, a, a)", "return g(a, a, b)"]),
        ("arguments", "return g(*a, b)", []),
        ("keyword", "return torch.zeros(a, dtype=b)", ["return torch.zeros(a)"]),
        ("order", "return a, b", ["return (b, a)"]),
        ("method", "return a.detach().clone()", ["return a.detach()", "return a.clone()"]),
        ("method", "return a.T @ b", ["return a @ b"]),
        ("method", "return torch.nn.modules.get()", []),
    ],
)
def test_operator(operator: str, statement: str, expected: list[str]) -> None:
    """Each operator proposes its changes to a statement, and no other."""
    assert changes(statement, operator=operator) == expected


def test_no_grad_is_removed_and_its_body_stays() -> None:
    """The body of a `with` runs without it."""
    (mutant,) = (
        m
        for m in mutants(solved("with torch.no_grad():", "    a.sub_(b)"), "f.py")
        if m.key.operator == "context"
    )
    assert "    if True:\n        a.sub_(b)\n" in mutant.source
    assert mutant.key.original == "with torch.no_grad():"


def test_loop_is_dropped_or_left_early() -> None:
    """A loop is dropped as a whole, left after its first round, and its break and continue swapped."""
    body = ("for x in a:", "    if x:", "        continue", "    b += x")
    sources = {m.key.operator: m.source for m in mutants(solved(*body), "f.py") if "for x" in m.key.original}
    assert "for x" not in sources["statement"]
    assert "        b += x\n        break\n" in sources["once"]
    assert "break" in changes(*body, operator="statement")


def test_brackets_keep_what_surrounds_a_change() -> None:
    """A change inside an expression does not change how the rest binds."""
    assert changes("return a * -(b + 1)", operator="sign") == ["return a * (b + 1)"]


def test_only_marked_lines_of_functions_change() -> None:
    """Signature, documentation, imports and given code are not mutated."""
    source = solved("return 1") + "\n\nGIVEN = 3\n\n\ndef given():\n    return 4\n"
    assert {m.key.function for m in mutants(source, "f.py")} == {"f"}


def test_texts_of_errors_annotations_and_documentation_stay() -> None:
    """What no contract speaks of is not mutated."""
    body = ('"""Inner."""', "x: int = 5", "raise ValueError(f'{a + 1} and 2')")
    assert [m.key.replacement for m in mutants(solved(*body), "f.py")] == ["x: int = 6", "x: int = 4", "pass"]


def test_functions_of_classes_have_dotted_names() -> None:
    """A method, and a function inside it, is named by its path."""
    source = (
        "class Value:\n    ### BEGIN SOLUTION\n    def exp(self):\n        def back():\n"
        "            return 1\n        return back\n    ### END SOLUTION\n"
    )
    assert {m.key.function for m in mutants(source, "v.py")} == {"Value.exp", "Value.exp.back"}


def test_given_lines_of_a_stub_are_not_in_a_mutant() -> None:
    """A mutant is a submission: it has no marks and nothing of the stub."""
    source = (
        "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### STUB\n    # return 5\n    ### END SOLUTION\n"
    )
    assert [m.source for m in mutants(source, "f.py") if m.key.operator == "constant"] == [
        "def f():\n    return 2\n",
        "def f():\n    return 0\n",
    ]


def test_columns_are_bytes() -> None:
    """Letters of several bytes before a change do not shift it."""
    assert changes("δ = 'ü' if a else b + 1", operator="arithmetic") == ["δ = 'ü' if a else b - 1"]


def everything() -> list[Mutant]:
    """Give the mutants of a body with a bit of everything."""
    body = ("b = 2 * (a - 1.5)", "for x in range(3):", "    b -= x", "return b.sum(dim=0), -a")
    return mutants(solved(*body), "f.py")


def test_mutants_compile_differ_and_keep_their_order() -> None:
    """Every mutant is sound Python, none is there twice, and a second run gives the same list."""
    found = everything()
    assert all(ast.parse(m.source) for m in found)
    assert len({m.source for m in found}) == len(found) == len({m.key for m in found})
    assert found == everything()


def test_key_stays_when_lines_move() -> None:
    """A comment above moves the line and not the key."""
    source = solved("return 2 * a")
    moved = mutants("# a comment\n" + source, "f.py")
    assert [m.key for m in moved] == [m.key for m in mutants(source, "f.py")]
    assert moved[0].line == mutants(source, "f.py")[0].line + 1


def test_equivalents_are_read_by_key(tmp_path: Path) -> None:
    """The table gives a reason by key."""
    table = tmp_path / "equivalents.toml"
    table.write_text(
        '[[equivalent]]\noperator = "sign"\nfunction = "f"\n'
        'original = "return -a"\nreplacement = "return a"\nreason = "a is zero"\n'
    )
    assert read(table) == {Key("sign", "f", "return -a", "return a"): "a is zero"}


@pytest.mark.parametrize("reason", ['reason = " "', "", 'reason = "x"\nline = 3'])
def test_equivalent_without_reason_is_an_error(tmp_path: Path, reason: str) -> None:
    """An entry needs a reason and no line number."""
    table = tmp_path / "equivalents.toml"
    table.write_text(
        f'[[equivalent]]\noperator = "sign"\nfunction = "f"\noriginal = "a"\nreplacement = "b"\n{reason}'
    )
    with pytest.raises(CourseError, match=r"equivalents\.toml"):
        read(table)

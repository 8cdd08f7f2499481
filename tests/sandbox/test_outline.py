"""What a source text shows before it runs."""

from __future__ import annotations

import textwrap
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.sandbox.outline import NOT_UTF8, outline

STUB = '''
import torch

def square_gradient(w):
    """Give the gradient."""
    raise NotImplementedError("square_gradient: your turn")
'''


def names(code: str, function: str = "f") -> set[str]:
    """Give the names that a function reads."""
    found = outline(textwrap.dedent(code).encode())
    assert found.error is None
    return set(found.functions[function].names)


def digest(code: str, function: str = "square_gradient") -> str:
    """Give a function's digest."""
    return outline(code.encode()).functions[function].digest


def test_untouched_stub_is_recognised_in_another_dress() -> None:
    """Comments, docstrings, blank lines, quotes and imports beside it leave a function's digest alone."""
    dressed = STUB.replace("def", "# my notes\n\n\ndef").replace(
        '"square_gradient: your turn"', "'square_gradient: your turn'"
    )
    dressed = dressed.replace('"""Give the gradient."""', "# (docstring deleted)").replace(
        "import torch", "import math"
    )
    assert digest(STUB) == digest(dressed)


def test_changed_function_has_another_digest() -> None:
    """Any other statement changes the digest."""
    assert digest(STUB) != digest(
        STUB.replace("raise NotImplementedError", "return 2 * w; raise NotImplementedError")
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import torch\ndef f(w): return torch.autograd.grad(w, w)", "torch.autograd.grad"),
        ("import torch as t\ndef f(w): return t.autograd.grad(w, w)", "torch.autograd.grad"),
        ("import torch.autograd as ag\ndef f(w): return ag.grad(w, w)", "torch.autograd.grad"),
        ("from torch.autograd import grad as g\ndef f(w): return g(w, w)", "torch.autograd.grad"),
        ("from torch.autograd import *\ndef f(w): return grad(w, w)", "torch.autograd.grad"),
        ("def f(w):\n  from torch.autograd import grad\n  return grad(w, w)", "torch.autograd.grad"),
        ("def f(w):\n  import torch\n  a = torch.autograd\n  return a.grad(w, w)", "torch.autograd.grad"),
        ("import torch\na = torch.autograd\ndef f(w): return a.grad(w, w)", "torch.autograd.grad"),
        ("def f(w): return w.sum().backward()", "?.backward"),
        ("def f(w):\n  loss = w * w\n  loss.backward()", "?.backward"),
        ("def f(w):\n  w.grad *= 0", "?.grad"),
        ("def f(w):\n  w.grad.data = w", "?.grad"),
        ("def f(ws): return [w.grad for w in ws]", "?.grad"),
        ("def f(w):\n  def inner(): return eval('w')\n  return inner()", "eval"),
        ("def f(w): return (lambda: getattr(w, 'grad'))()", "getattr"),
        ("def f(w): return helper(w)\ndef helper(w): return w", "helper"),
        ("def f(w, h=torch.eps): return w", "torch.eps"),
        ("import functools\n@functools.cache\ndef f(w): return w", "functools.cache"),
        ("def f(w):\n  global g\n  g = w\n  return g", "g"),
        ("import torch\na, b = 1, torch\ndef f(w): return b.autograd.grad(w)", "torch.autograd.grad"),
        ("import torch\na = b = torch\ndef f(w): return b.autograd.grad(w)", "torch.autograd.grad"),
        ("def g():\n  global f\n  f = eval\ndef f(w): return w", "g"),
        ("def f(w):\n  match w:\n    case Point(x=1): return loss.grad", "loss.grad"),
    ],
)
def test_names_read(code: str, expected: str) -> None:
    """A name is found through aliases, nesting, calls, comprehensions and defaults."""
    assert expected in names(code)


@pytest.mark.parametrize(
    "code",
    [
        "from torch.autograd import grad\ndef f(w):\n  grad = 2 * w\n  return grad",
        "from torch.autograd import grad\ndef f(grad): return grad",
        "from torch.autograd import grad\ndef f(ws): return [grad for grad in ws]",
        "def f(w):\n  # torch.autograd.grad\n  'torch.autograd.grad'\n  return 2 * w",
        "def f(w):\n  '''Not with torch.autograd.grad.'''\n  return 2 * w",
        "import torch\ntorch.autograd.grad(x, x)\ndef f(w): return torch.zeros(2)",
        "class C:\n  from torch.autograd import grad\n  def m(self): return grad\ndef f(w): return w",
        "from torch.autograd import grad\ndef f(w): return grad(w, w)\ndef f(w): return 2 * w",
        "if __name__ == '__main__':\n  from torch.autograd import grad\n  w = grad(1)\ndef f(w): return w",
    ],
)
def test_names_not_read(code: str) -> None:
    """A variable of one's own, a comment, a docstring or a replaced attempt is not autograd."""
    assert "torch.autograd.grad" not in names(code)


def test_own_variable_is_not_the_modules() -> None:
    """An attribute of a function's own variable does not lead to a variable of the module with that name."""
    code = "import torch\nloss = torch.autograd.grad(x, x)\ndef f(w):\n  loss = w\n  return loss.shape, w.T"
    assert names(code) == {"?.shape", "?.T"}


def test_lines_are_the_first_ones() -> None:
    """Each name comes with the first line that reads it, counted from 1."""
    found = outline(b"import torch\ndef f(w):\n    w = torch.tensor(1.0)\n    return torch.tensor(w)\n")
    assert found.functions["f"].names["torch.tensor"] == 3
    assert found.functions["f"].line == 2


def test_replaced_function_that_is_kept_is_seen() -> None:
    """What a name holds is seen although the function it came from is defined again."""
    code = "from torch.autograd import grad\ndef f(w): return grad(w, w)\nkept = f\ndef f(w): return kept(w)"
    assert "torch.autograd.grad" in names(code, "kept")
    assert "kept" in names(code)


def test_function_put_in_a_table_is_seen() -> None:
    """A list or attribute that takes a function in reads what the function reads."""
    code = (
        "from torch.autograd import grad\nt = []\ndef f(w): return grad(w)\nt.append(f)\ndef f(w): return t"
    )
    assert "torch.autograd.grad" in names(code, "t")


def test_conditional_definitions_are_both_seen() -> None:
    """Where a definition may or may not replace another, the names of both are there."""
    code = "import torch\ndef f(w): return torch.autograd.grad(w)\nif w:\n  def f(w): return torch.zeros(1)"
    assert {"torch.autograd.grad", "torch.zeros"} <= names(code)


def test_class_is_one_entry_and_one_per_method() -> None:
    """A class has an entry with its methods' names, and each method one of its own."""
    code = "class Value:\n  def backward(self): return self.data.sum()\n  def other(self): return exp(1)"
    assert {"?.data.sum", "exp"} <= names(code, "Value")
    assert names(code, "Value.other") == {"exp"}


def test_assigned_lambda_is_a_function() -> None:
    """A function made by a lambda counts as defined."""
    assert "torch.autograd.grad" in names("from torch.autograd import grad\nf = lambda w: grad(w, w)")


def test_module_keeps_its_imports() -> None:
    """Imports and code outside of functions are the module's."""
    found = outline(b"import torch.optim as o\nfrom math import *\nprint(o.SGD)")
    assert found.module is not None
    assert found.module.names == {"torch.optim": 1, "math.*": 2, "print": 3, "torch.optim.SGD": 3}


def test_byte_order_mark_and_line_ends_are_fine() -> None:
    """A BOM, CRLF and old Mac line ends change nothing."""
    plain = outline(b"def f(w):\n    return w\n")
    assert (
        plain
        == outline(b"\xef\xbb\xbfdef f(w):\r\n    return w\r\n")
        == outline(b"def f(w):\r    return w\r")
    )


@pytest.mark.parametrize(
    "source",
    [
        b"# -*- coding: latin-1 -*-\nx = 1",
        b"#!/usr/bin/python\n# coding: utf-7\nx = 1",
        b"\xef\xbb\xbf# vim: set fileencoding=cp1252 :\n",
        b"x = '\xe9'\n",
        b"\xff\xfex\x00=\x001\x00",
        b"x = 1\0",
        "x = 1".encode("utf-16"),
    ],
)
def test_other_encodings_are_refused(source: bytes) -> None:
    """Whatever is not UTF-8, or says that it is not, gets the sentence that tells what to do."""
    found = outline(source)
    assert found.error is not None
    assert found.error[1] == NOT_UTF8
    assert not found.functions


@pytest.mark.parametrize(
    "source",
    [b"x = 1\n# coding: latin-1 is far down\n", b"'''\n# coding: latin-1\n'''", b"# coding: UTF-8\n"],
)
def test_cookie_counts_only_where_python_reads_it(source: bytes) -> None:
    """A coding comment below code is a comment."""
    assert outline(source).error is None


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (b"x = 1\ndef f(w)\n  return w", 2, "':'"),
        (b"def f(w):\nreturn w", 2, "indentation"),
        (b"def f(w):\n\tx = 1\n        return w", 3, "tabs"),
        (b"x = (1,\n", 1, "never closed"),
        (b"x = 1 +* 2\n", 1, "missing colon, bracket or quote"),
        (b"x = " + b"9" * 5000, 1, "digits"),
        (b"x = 1\n" * 200_000, 1, "larger than"),
        (b"a;" * 300_000, 1, "too long"),
        (b"f'" + b"{a}" * 300_000 + b"'", 1, "too long"),
        (b"x = 1 < " + b"a < " * 130_000 + b"a", 1, "too long"),
        (b"(" * 5000, 1, "too many nested parentheses"),
        (b"-" * 100_000 + b"1", 1, "nested too deeply"),
        (b"x = " + b"1+" * 50_000 + b"1", 1, "nested too deeply"),
        (b"a" + b".b" * 50_000, 1, "nested too deeply"),
        (b"a = a.b\na = a.c\n" * 60_000, 1, "too long"),
        (b"".join(b"x%d=x%d+x%d\n" % (i, i - 1, i - 2) for i in range(2, 9000)), 1, "too long"),
    ],
)
def test_unreadable_source_is_an_error_with_a_line(source: bytes, line: int, words: str) -> None:
    """Text that is no Python, or made to exhaust its reader, ends in a sentence, within seconds."""
    start = time.monotonic()
    found = outline(source)
    assert found.error is not None
    assert found.error[0] == line
    assert words in found.error[1]
    assert time.monotonic() - start < 30


def test_deceiving_text_is_reported() -> None:
    """Invisible characters and letters that only look Latin are pointed at; formula letters are not."""
    assert "U+202E" in outline("x = 1\ny = 'a\u202eb'".encode()).warnings[0]
    assert "line 2" in outline("x = 1\nsc\u043ere = 2".encode()).warnings[0]
    assert outline("η = 0.1\nΔw = -η\n# naïve ü".encode()).warnings == ()


def test_warnings_of_the_compiler_stay_silent(recwarn: pytest.WarningsRecorder) -> None:
    """An invalid escape in student code warns nobody here."""
    assert outline(rb"x = '\d'").error is None
    assert not recwarn.list


PIECES = st.sampled_from(
    [
        *(
            "def f(w):",
            "\n",
            "  ",
            "\t",
            "return ",
            "w",
            ".grad",
            "(",
            ")",
            "[",
            "]",
            "global f\n",
            "class C:",
        ),
        *("=", "lambda ", ":", "import a as b\n", "from . import *\n", "for x in y:\n  ", "async ", "await "),
        *(
            "yield ",
            "if __name__ == '__main__':\n  ",
            "'",
            '"""',
            "#",
            "\\",
            "f'{w}'",
            "nonlocal x\n",
            "*",
            ":=",
        ),
        *("match w:\n case ", "del x\n", "\x0c", "\u202e", "é", "1"),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=200), st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode())
    )
)
def test_any_bytes_have_an_outline(source: bytes) -> None:
    """Whatever the bytes, an outline comes back and nothing is raised."""
    found = outline(source)
    assert (found.error is None) == (found.module is not None)

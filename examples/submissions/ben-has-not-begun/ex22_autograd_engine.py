"""An autograd engine in one class: what stands behind loss.backward().

The idea
    While you calculate, every result remembers what it was made of and how strongly it depends on each
    part. Afterwards backward() walks this record from the result back to the start, and every node
    passes its gradient on to the nodes it was made of. There is no more to autograd than this.

The mathematics
    For one operation the slopes are known:
        a + b    1 and 1                    a ** n     n * a**(n-1)
        a - b    1 and -1                   tanh(a)    1 - tanh(a)**2
        a * b    b and a                    exp(a)     exp(a)
        a / b    1/b and -a/b**2
    For a whole graph, with out at its end: d out/d out = 1, and

        d out/d node  =  sum over all results made of this node:  d out/d result * d result/d node

    The sum is why gradients are added: a + a is made of a twice, so its slope is 2. It is also why the
    order matters: a node may pass its gradient on only when all of its own contributions have arrived.

Worked example: the lesson's neuron, with one weight

>>> w, b = Value(0.5), Value(0.25)
>>> loss = (w * 2.0 + b - 5.0) ** 2
>>> loss.backward()
>>> loss.data, w.grad, b.grad
(14.0625, -15.0, -7.5)

A second backward
    Take a = Value(3.0), b = a * a, c = b * a. After c.backward(), a.grad is 27.0, because c is a**3.
    After another c.backward() it is 54.0 (added up, as in PyTorch) or 27.0 (started afresh): choose.
    It is never 72.0: that comes out when b still holds its gradient of the first walk. Whatever the
    nodes between the leaves and the result held before, a walk starts clean there.
"""

import math


class Value:
    """A number that remembers how it was made.

    data    the number, a Python float
    grad    d out/d self after out.backward(), a Python float; 0.0 before any backward.
            For the leaves, the Values you made yourself, it is graded; what the nodes in between show
            in .grad is up to you.

    Either side of + - * / may be a plain number: Python asks Value(3.0) - 2 of __sub__, and 2 - Value(3.0)
    of __rsub__. The exponent of ** is always a plain number. Operations never change their operands' data.

    >>> a = Value(3.0)
    >>> out = a * a + 1
    >>> out.backward()
    >>> out.data, a.grad
    (10.0, 6.0)
    """

    def __init__(self, data: float) -> None:
        """Hold a number that nothing is known about yet: a leaf."""
        self.data = float(data)
        self.grad = 0.0
        # Make room here for what a result must remember of its making.

    def __add__(self, other: "Value | float") -> "Value":
        """Give self + other."""
        raise NotImplementedError("__add__: your turn")

    def __radd__(self, other: float) -> "Value":
        """Give other + self."""
        raise NotImplementedError("__radd__: your turn")

    def __sub__(self, other: "Value | float") -> "Value":
        """Give self - other."""
        raise NotImplementedError("__sub__: your turn")

    def __rsub__(self, other: float) -> "Value":
        """Give other - self."""
        raise NotImplementedError("__rsub__: your turn")

    def __mul__(self, other: "Value | float") -> "Value":
        """Give self * other."""
        raise NotImplementedError("__mul__: your turn")

    def __rmul__(self, other: float) -> "Value":
        """Give other * self."""
        raise NotImplementedError("__rmul__: your turn")

    def __truediv__(self, other: "Value | float") -> "Value":
        """Give self / other."""
        raise NotImplementedError("__truediv__: your turn")

    def __rtruediv__(self, other: float) -> "Value":
        """Give other / self."""
        raise NotImplementedError("__rtruediv__: your turn")

    def __pow__(self, exponent: float) -> "Value":
        """Give self ** exponent for a plain number, which may be negative or a fraction."""
        raise NotImplementedError("__pow__: your turn")

    def tanh(self) -> "Value":
        """Give the hyperbolic tangent of self."""
        raise NotImplementedError("tanh: your turn")

    def exp(self) -> "Value":
        """Give e to the power of self."""
        raise NotImplementedError("exp: your turn")

    def backward(self) -> None:
        """Fill .grad of every leaf that self was made of with d self/d leaf.

        Works on any graph of these operations: leaves and results may be used many times over, and a
        chain of 2,000 operations is fine (Python's recursion ends near 1,000). A second call, on this
        result or on another that shares nodes with it, adds to the leaves or starts them afresh; all
        other nodes start clean.
        """
        raise NotImplementedError("backward: your turn")

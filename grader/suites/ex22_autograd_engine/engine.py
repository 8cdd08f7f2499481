"""A right engine in parts that a twin can replace: slopes, order, start, handing on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any


class Bare:
    """The engine without reflected operators."""

    minus_slope = -1.0

    def __init__(self, data: float, *parts: tuple[Any, float]) -> None:
        self.data, self.grad, self.parts = float(data), 0.0, parts

    def made(self, data: float, *parts: tuple[Any, float]) -> Any:
        """Give the result of an operation, with its (node, slope) pairs."""
        return type(self)(data, *parts)

    def of(self, other: Any) -> Any:
        """Give a node for a number."""
        return other if isinstance(other, Bare) else type(self)(other)

    def __add__(self, other: Any) -> Any:
        other = self.of(other)
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __sub__(self, other: Any) -> Any:
        other = self.of(other)
        return self.made(self.data - other.data, (self, 1.0), (other, self.minus_slope))

    def __mul__(self, other: Any) -> Any:
        other = self.of(other)
        return self.made(self.data * other.data, *self.product(other))

    def __truediv__(self, other: Any) -> Any:
        other = self.of(other)
        below = self.below(self.data, other.data)
        return self.made(self.data / other.data, (self, 1.0 / other.data), (other, below))

    def __pow__(self, n: float) -> Any:
        return self.made(self.data**n, (self, self.power_slope(self.data, n)))

    def tanh(self) -> Any:
        """Give the hyperbolic tangent."""
        h = math.tanh(self.data)
        return self.made(h, (self, self.tanh_slope(self.data, h)))

    def exp(self) -> Any:
        """Give e to the power of this node."""
        return self.made(math.exp(self.data), (self, self.exp_slope(self.data)))

    # --- slopes ---

    def product(self, other: Bare) -> tuple[tuple[Bare, float], ...]:
        """Give both factors with their slopes."""
        return (self, other.data), (other, self.data)

    def below(self, top: float, bottom: float) -> float:
        """Give the slope of a quotient by its divisor."""
        return -top / bottom**2

    def power_slope(self, x: float, n: float) -> float:
        """Give the slope of x**n."""
        return n * x ** (n - 1)  # type: ignore[no-any-return]

    def tanh_slope(self, _z: float, h: float) -> float:
        """Give the slope of tanh at z, where its value is h."""
        return 1 - h**2

    def exp_slope(self, x: float) -> float:
        """Give the slope of exp."""
        return math.exp(x)

    # --- the walk back ---

    def parts_first(self) -> list[Any]:
        """List all nodes behind this one, each after its parts."""
        order: list[Any] = []
        seen: set[Any] = set()
        waiting: list[tuple[Any, bool]] = [(self, False)]
        while waiting:
            node, listed = waiting.pop()
            if listed:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                waiting.append((node, True))
                waiting.extend((part, False) for part, _ in node.parts)
        return order

    def users_first(self) -> list[Any]:
        """List all nodes behind this one, each after its users."""
        return self.parts_first()[::-1]

    def clear(self, nodes: Iterable[Any]) -> None:
        """Let the nodes between leaves and result start clean."""
        for node in nodes:
            if node.parts:
                node.grad = 0.0

    def backward(self) -> None:
        """Walk back once."""
        nodes = self.users_first()
        self.clear(nodes)
        self.grad += 1.0
        for node in nodes:
            node.hand_on()

    def hand_on(self) -> None:
        """Add this node's gradient to those of its parts."""
        for part, slope in self.parts:
            part.grad += self.grad * slope


class Engine(Bare):
    """The whole engine."""

    def __radd__(self, other: float) -> Any:
        return self.of(other) + self

    def __rsub__(self, other: float) -> Any:
        return self.of(other) - self

    def __rmul__(self, other: float) -> Any:
        return self.of(other) * self

    def __rtruediv__(self, other: float) -> Any:
        return self.of(other) / self

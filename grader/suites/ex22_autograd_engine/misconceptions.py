"""The known mistakes of ex22: a right engine, and classes that do one thing otherwise."""

import math

from grader.judge.suite import twin
from grader.suites.ex22_autograd_engine.engine import Bare, Engine


def _engine(id, because, hint):
    """Build the twin of a class, which takes the student's name: Python's own messages tell it."""

    def build(wrong):
        wrong.__name__ = wrong.__qualname__ = "Value"
        return twin(id, replaces="Value", because=because, hint=hint)(wrong)

    return build


@_engine("F01", "a gradient is overwritten where it should be added to", "a + a reaches a twice: add both.")
class Overwrites(Engine):
    def hand_on(self):
        for part, slope in self.parts:
            part.grad = self.grad * slope


@_engine(
    "F02", "a node hands on before all of its gradient has arrived", "First list all nodes, users first."
)
class Recursive(Engine):
    def backward(self):
        self.clear(self.parts_first())
        self.grad += 1.0
        waiting = [self]
        while waiting:
            node = waiting.pop()
            for part, slope in node.parts:
                part.grad += node.grad * slope
                waiting.append(part)


@_engine(
    "F02", "nodes are visited level by level", "A node's turn comes after all of its users, near or far."
)
class LevelByLevel(Engine):
    def users_first(self):
        order = [self]
        for node in order:
            order += [part for part, _ in dict(node.parts).items() if part not in order]
        return order


@_engine("F02", "nodes hand on as soon as they are first met", "A node's turn comes after all of its users.")
class FirstMet(Engine):
    def users_first(self):
        order, seen, waiting = [], set(), [self]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                order.append(node)
                waiting += [part for part, _ in reversed(node.parts)]
        return order


@_engine(
    "F02", "the nodes are walked from the leaves to the result", "Reverse the list: the result goes first."
)
class LeavesFirst(Engine):
    def users_first(self):
        return self.parts_first()


@_engine("F03", "the result's own gradient is not set to 1 first", "d out/d out is 1: start with that.")
class NoSeed(Engine):
    def backward(self):
        nodes = self.users_first()
        self.clear(nodes)
        for node in nodes:
            node.hand_on()


@_engine("F04", "nodes in between keep their gradient for the next backward", "Only leaves may remember.")
class StaleBetween(Engine):
    def backward(self):
        self.grad = 1.0
        for node in self.users_first():
            node.hand_on()


@_engine("F04", "nothing is cleared and the result's 1 is added again", "Only leaves may remember.")
class StaleEverywhere(Engine):
    def clear(self, nodes):
        pass


@_engine(
    "F04",
    "the leaves are cleared, the nodes in between are not",
    "It is the other nodes that must start clean.",
)
class LeavesCleared(Engine):
    def backward(self):
        nodes = self.users_first()
        for node in nodes:
            if not node.parts:
                node.grad = 0.0
        self.grad = 1.0
        for node in nodes:
            node.hand_on()


@_engine("F05", "the slope of tanh is computed from its input", "Use the result h of tanh: 1 - h**2.")
class TanhFromInput(Engine):
    def tanh_slope(self, z, h):
        return 1 - z**2


@_engine("F05", "the slope of tanh is taken as 1 - h", "Square the result: 1 - h**2.")
class TanhLinear(Engine):
    def tanh_slope(self, z, h):
        return 1 - h


@_engine("F05", "tanh hands its gradient on unchanged", "Going through tanh multiplies by 1 - h**2.")
class TanhForgotten(Engine):
    def tanh_slope(self, z, h):
        return 1.0


@_engine(
    "F07",
    "a node hands on its slope without multiplying by its own gradient",
    "Multiply by what came from above.",
)
class UpstreamIgnored(Engine):
    def hand_on(self):
        for part, slope in self.parts:
            part.grad += slope


@_engine(
    "H15", "the nodes are listed by a function that calls itself", "Keep a list of waiting nodes yourself."
)
class RecursionLimit(Engine):
    def parts_first(self):
        order, seen = [], set()

        def visit(node):
            if node not in seen:
                seen.add(node)
                for part, _ in node.parts:
                    visit(part)
                order.append(node)

        visit(self)
        return order


@_engine(
    "A01", "a leaf gets the result's value, not its slope", "By how much does out move when the leaf moves?"
)
class ValueForSlope(Engine):
    def backward(self):
        for node in self.parts_first():
            node.grad = self.data


@_engine("A02", "the exponent is not brought down as a factor", "a**3 has the slope 3 * a**2.")
class ExponentDropped(Engine):
    def power_slope(self, x, n):
        return x ** (n - 1)


@_engine("H44", "the exponent is not lowered by one", "a**3 has the slope 3 * a**2.")
class ExponentKept(Engine):
    def power_slope(self, x, n):
        return n * x**n


@_engine("A10", "each factor of a product gets itself as slope", "When a moves, a * b moves b times as far.")
class OwnFactor(Engine):
    def product(self, other):
        return (self, self.data), (other, other.data)


@_engine("A03", "the minus sign is lost on the way back", "When b grows by 1, a - b falls by 1.")
class MinusLost(Engine):
    minus_slope = 1.0


@_engine("A03", "all gradients have the opposite sign", "The gradient points uphill; keep its sign.")
class Negated(Engine):
    def backward(self):
        before = {node: node.grad for node in self.parts_first()}
        super().backward()
        for node, old in before.items():
            node.grad = -node.grad if node.parts else old - (node.grad - old)


@_engine("A14", "the gradient is always the same number", "Try another leaf: does your answer change?")
class AlwaysTheSame(Engine):
    def backward(self):
        for node in self.parts_first():
            node.grad = 27.0


@_engine("H16", "the slope of the divisor lacks its minus sign", "A larger divisor makes a / b smaller.")
class DivisorSign(Engine):
    def below(self, top, bottom):
        return top / bottom**2


@_engine(
    "H16",
    "the slope of the divisor is not divided by its square",
    "a / b is a * b**-1: use the power rule on b.",
)
class DivisorSquare(Engine):
    def below(self, top, bottom):
        return -top / bottom


@_engine("H17", "exp is differentiated like a power", "exp is its own slope.")
class ExpAsPower(Engine):
    def exp_slope(self, x):
        return x * math.exp(x - 1)


@_engine("H17", "exp hands its gradient on unchanged", "Going through exp multiplies by exp(a).")
class ExpForgotten(Engine):
    def exp_slope(self, x):
        return 1.0


@_engine(
    "H14",
    "k - a and k / a are computed as a - k and a / k",
    "In __rsub__ and __rtruediv__, other comes first.",
)
class NotReflected(Engine):
    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other


@_engine("H14", "k / a is computed as a / k", "In __rtruediv__, other comes first.")
class DivisionNotReflected(Engine):
    def __rtruediv__(self, other):
        return self / other


@_engine("H14", "k - a is computed as a - k", "In __rsub__, other comes first.")
class SubtractionNotReflected(Engine):
    def __rsub__(self, other):
        return self - other


@_engine(
    "H18",
    "a plain number on the left is not understood",
    "Write __radd__, __rsub__, __rmul__ and __rtruediv__.",
)
class NothingReflected(Bare):
    pass


@_engine("F09", "an operation changes the operand it is called on", "Make a new Value for the result.")
class Overwritten(Engine):
    def __add__(self, other):
        other = self.of(other)
        self.data += other.data
        return self.made(self.data, (self, 1.0), (other, 1.0))

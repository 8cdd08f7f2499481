"""Counts the users of every node (Kahn); each backward starts everything afresh."""
import math
from collections import Counter


def lift(x):
    return x if isinstance(x, Value) else Value(x)


class Value:
    __slots__ = ("data", "grad", "edges")

    def __init__(self, data, edges=()):
        self.data = float(data)
        self.grad = 0.0
        self.edges = edges

    def __add__(self, o):
        o = lift(o)
        return Value(self.data + o.data, ((self, 1), (o, 1)))

    def __sub__(self, o):
        o = lift(o)
        return Value(self.data - o.data, ((self, 1), (o, -1)))

    def __mul__(self, o):
        o = lift(o)
        return Value(self.data * o.data, ((self, o.data), (o, self.data)))

    def __truediv__(self, o):
        o = lift(o)
        q = self.data / o.data
        return Value(q, ((self, 1 / o.data), (o, -q / o.data)))

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, o):
        return lift(o) - self

    def __rtruediv__(self, o):
        return lift(o) / self

    def __pow__(self, n):
        return Value(math.pow(self.data, n), ((self, n * math.pow(self.data, n - 1)),))

    def tanh(self):
        return Value(math.tanh(self.data), ((self, 1 / math.cosh(self.data) ** 2),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, ((self, e),))

    def backward(self):
        users = Counter()
        found = [self]
        known = {id(self)}
        for node in found:
            node.grad = 0.0
            for part, _ in node.edges:
                users[id(part)] += 1
                if id(part) not in known:
                    known.add(id(part))
                    found.append(part)
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            for part, slope in node.edges:
                part.grad += slope * node.grad
                users[id(part)] -= 1
                if users[id(part)] == 0:
                    ready.append(part)

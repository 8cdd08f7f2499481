"""A node is always younger than its parts, so walking by age is enough. Only leaves ever get a .grad."""
import heapq
import itertools
import math

_birth = itertools.count()


class Value:
    def __init__(self, data, parents=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.parents, self.slopes = parents, slopes
        self.age = -next(_birth)

    def _binary(self, other, value, slopes):
        return Value(value, (self, other), slopes)

    def __add__(self, other):
        other = _v(other)
        return self._binary(other, self.data + other.data, (1.0, 1.0))

    def __mul__(self, other):
        other = _v(other)
        return self._binary(other, self.data * other.data, (other.data, self.data))

    def __sub__(self, other):
        return self + _v(other) * -1.0

    def __truediv__(self, other):
        return self * _v(other) ** -1

    def __radd__(self, other):
        return _v(other) + self

    def __rmul__(self, other):
        return _v(other) * self

    def __rsub__(self, other):
        return _v(other) - self

    def __rtruediv__(self, other):
        return _v(other) / self

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def tanh(self):
        up, down = math.exp(self.data), math.exp(-self.data)
        t = (up - down) / (up + down)
        return Value(t, (self,), ((1 - t) * (1 + t),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def backward(self):
        flowing = {self: 1.0}
        queue = [(self.age, self)]
        while queue:
            _, node = heapq.heappop(queue)
            g = flowing.pop(node)
            if not node.parents:
                node.grad += g
            for parent, slope in zip(node.parents, node.slopes):
                if parent not in flowing:
                    flowing[parent] = 0.0
                    heapq.heappush(queue, (parent.age, parent))
                flowing[parent] += g * slope


def _v(x):
    if isinstance(x, Value):
        return x
    return Value(float(x))

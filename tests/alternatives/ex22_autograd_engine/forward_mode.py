"""Forward mode: no walk back at all."""
import math
class Value:
    """Forward mode: each node carries its slopes by every leaf."""
    def __init__(self, data):
        self.data = float(data); self.grad = 0.0; self.by = {self: 1.0}
    def _op(self, data, *terms):
        out = Value(data); out.by = {}
        for v, s in terms:
            if isinstance(v, Value):
                for leaf, d in v.by.items(): out.by[leaf] = out.by.get(leaf, 0.0) + s * d
        return out
    def _d(o): return o.data if isinstance(o, Value) else o
    def __add__(self, o): return self._op(self.data + Value._d(o), (self, 1), (o, 1))
    __radd__ = __add__
    def __sub__(self, o): return self._op(self.data - Value._d(o), (self, 1), (o, -1))
    def __rsub__(self, o): return self._op(o - self.data, (self, -1))
    def __mul__(self, o): return self._op(self.data * Value._d(o), (self, Value._d(o)), (o, self.data))
    __rmul__ = __mul__
    def __truediv__(self, o): b = Value._d(o); return self._op(self.data / b, (self, 1 / b), (o, -self.data / b ** 2))
    def __rtruediv__(self, o): return self._op(o / self.data, (self, -o / self.data ** 2))
    def __pow__(self, n): return self._op(self.data ** n, (self, n * self.data ** (n - 1)))
    def tanh(self): t = math.tanh(self.data); return self._op(t, (self, 1 - t * t))
    def exp(self): return self._op(math.exp(self.data), (self, math.exp(self.data)))
    def backward(self):
        for leaf, d in self.by.items(): leaf.grad += d

"""Recursion with a higher limit."""
import math, sys
sys.setrecursionlimit(100000)
class Value:
    def __init__(self, data, parents=(), local=()):
        self.data = float(data); self.grad = 0.0; self.parents = parents; self.local = local
    def _v(o): return o if isinstance(o, Value) else Value(o)
    def __add__(self, o): o = Value._v(o); return Value(self.data + o.data, (self, o), (1.0, 1.0))
    def __radd__(self, o): return Value(o) + self
    def __sub__(self, o): o = Value._v(o); return Value(self.data - o.data, (self, o), (1.0, -1.0))
    def __rsub__(self, o): return Value(o) - self
    def __mul__(self, o): o = Value._v(o); return Value(self.data * o.data, (self, o), (o.data, self.data))
    def __rmul__(self, o): return Value(o) * self
    def __truediv__(self, o): o = Value._v(o); return Value(self.data / o.data, (self, o), (1 / o.data, -self.data / o.data**2))
    def __rtruediv__(self, o): return Value(o) / self
    def __pow__(self, n): return Value(self.data**n, (self,), (n * self.data ** (n - 1),))
    def tanh(self): return Value(math.tanh(self.data), (self,), (1 - math.tanh(self.data) ** 2,))
    def exp(self): return Value(math.exp(self.data), (self,), (math.exp(self.data),))
    def backward(self):
        order, seen = [], set()
        def visit(v):
            if id(v) in seen: return
            seen.add(id(v))
            for p in v.parents: visit(p)
            order.append(v)
        visit(self)
        for v in order:
            if v.parents: v.grad = 0.0
        self.grad = 1.0
        for v in reversed(order):
            for p, s in zip(v.parents, v.local): p.grad += s * v.grad

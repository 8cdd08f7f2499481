"""The jacobian of a number is its gradient."""

from torch.autograd.functional import jacobian as rows


class Neuron:
    @staticmethod
    def slopes(w, b, x, y):
        return rows(lambda w, b: (w @ x + b - y) ** 2, (w, b))


def chain_factors(w, b, x, y):
    return {"dloss_dpred": rows(lambda p: (p - y) ** 2, w @ x + b), "dpred_dw": x.clone(), "dpred_db": 1.0}


def neuron_gradient(w, b, x, y):
    return Neuron.slopes(w, b, x, y)

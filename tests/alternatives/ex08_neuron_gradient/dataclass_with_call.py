from dataclasses import dataclass
import torch


@dataclass
class Neuron:
    w: torch.Tensor
    b: torch.Tensor

    def __call__(self, x):
        return (self.w * x).sum() + self.b

    def residual(self, x, y):
        return self(x) - y


def chain_factors(w, b, x, y):
    n = Neuron(w, b)
    return {
        "dloss_dpred": n.residual(x, y) * 2,
        "dpred_dw": x.detach().clone(),
        "dpred_db": x.new_tensor(1.0),
        "loss": n.residual(x, y) ** 2,
    }


def neuron_gradient(w, b, x, y):
    out = torch.zeros_like(w)
    out.add_(x, alpha=float(chain_factors(w, b, x, y)["dloss_dpred"]))
    return out, chain_factors(w, b, x, y)["dloss_dpred"]

import torch


def train(model, X, y, learning_rate, steps):
    losses = []
    for _ in range(steps):
        r = model(X) - y
        loss = torch.linalg.vector_norm(r) ** 2 / r.numel() if r.abs().sum() > 0 else (r * r).mean()
        losses.append(loss.item())
        model.zero_grad()
        loss.backward()
        v = torch.nn.utils.parameters_to_vector(model.parameters())
        g = torch.cat([p.grad.flatten() for p in model.parameters()])
        with torch.no_grad():
            new = v - learning_rate * g
            i = 0
            for p in model.parameters():
                p.copy_(new[i : i + p.numel()].view_as(p))
                i += p.numel()
    return losses

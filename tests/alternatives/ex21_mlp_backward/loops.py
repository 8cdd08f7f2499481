import math
import torch


def mlp_forward(X, params):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    N, d = X.shape
    H = W1.shape[0]
    hidden = []
    pred = torch.zeros(N, 1, dtype=X.dtype)
    for n in range(N):
        row = []
        for j in range(H):
            z = b1[j].item()
            for i in range(d):
                z = z + W1[j, i].item() * X[n, i].item()
            row.append(math.tanh(z))
        hidden.append(row)
        total = b2[0].item()
        for j in range(H):
            total += W2[0, j].item() * row[j]
        pred[n, 0] = total
    return pred, {"hidden": hidden}


def mlp_gradients(X, y, params):
    pred, cache = mlp_forward(X, params)
    hidden = cache["hidden"]
    N, d = X.shape
    H = params["W1"].shape[0]
    grads = {}
    for key in params:
        grads[key] = torch.zeros(params[key].shape, dtype=params[key].dtype)
    for n in range(N):
        delta = 2 * (pred[n, 0].item() - y[n, 0].item()) / N
        grads["b2"][0] += delta
        for j in range(H):
            grads["W2"][0, j] += delta * hidden[n][j]
            back = delta * params["W2"][0, j].item() * (1 - hidden[n][j] ** 2)
            grads["b1"][j] += back
            for i in range(d):
                grads["W1"][j, i] += back * X[n, i].item()
    return grads

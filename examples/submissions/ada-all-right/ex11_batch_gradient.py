def batch_mse_gradient(X, y, w, b):
    residual = X @ w + b - y
    n = X.shape[0]
    return 2 / n * (X.T @ residual), 2 / n * residual.sum()

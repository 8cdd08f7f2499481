def batch_mse_gradient(X, y, w, b):
    residual = X @ w + b - y
    return 2 * X.T @ residual, 2 * residual.sum()

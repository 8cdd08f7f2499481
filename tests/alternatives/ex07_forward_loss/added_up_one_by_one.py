def forward_and_loss(model, x, y):
    pred = model(x)
    if pred.shape != y.shape:
        raise ValueError("no")
    total = 0
    for i in range(len(pred)):
        total += (pred[i, 0] - y[i, 0]) ** 2
    return pred, total / len(pred)

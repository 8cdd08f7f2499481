"""Sample by sample."""


def forward_and_loss(model, x, y):
    pred = model(x)
    if list(pred.shape) != list(y.shape):
        raise ValueError("pred has shape " + str(pred.shape) + " and y " + str(y.shape))
    total = 0
    for i in range(len(pred)):
        residual = y[i, 0] - pred[i, 0]
        total = total + residual * residual
    loss = total / len(pred)
    print("loss is", loss.item())
    return pred, loss

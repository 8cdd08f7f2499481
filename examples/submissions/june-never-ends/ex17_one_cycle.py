def one_cycle(model, optimizer, x, y):
    pred = model(x)
    loss = (pred - y).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    new_pred = model(x)
    new_loss = (new_pred - y).pow(2).sum()
    return {
        "pred_before": pred.item(),
        "loss_before": loss.item(),
        "pred_after": new_pred.item(),
        "loss_after": new_loss.item(),
        "improvement": loss.item() - new_loss.item(),
    }

"""A closure given to step(), as some optimizers want it; old gradients are cleared by the model."""


def one_cycle(model, optimizer, x, y):
    report = {}

    def closure():
        model.zero_grad()
        pred = model(x)
        loss = (y - pred).pow(2)
        loss.backward()
        report["pred_before"], report["loss_before"] = pred.item(), loss.item()
        return loss

    optimizer.step(closure)
    report["pred_after"] = model(x).item()
    report["loss_after"] = (report["pred_after"] - y.item()) ** 2
    report["improvement"] = report["loss_before"] - report["loss_after"]
    return report

def direction(gradient):
    answer = "stay"
    if gradient > 0:
        answer = "decrease"
    elif gradient < 0:
        answer = "increase"
    return answer


def nearby_losses(f, w, deltas):
    losses = []
    for delta in deltas:
        new_w = w + delta
        loss = f(new_w)
        print(new_w, loss)
        losses.append(loss)
    return losses

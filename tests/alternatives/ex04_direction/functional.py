"""map and match."""


def direction(gradient: float) -> str:
    match (gradient > 0) - (gradient < 0):
        case 1:
            return "decrease"
        case -1:
            return "increase"
        case _:
            return "stay"


def nearby_losses(f, w: float, deltas: list[float]) -> list[float]:
    return list(map(f, map(w.__add__, deltas)))

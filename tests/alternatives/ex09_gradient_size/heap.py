import heapq


def gradient_signs(residual, x):
    return [(residual * v > 0) - (residual * v < 0) for v in x]


def rank_by_effect(x):
    heap = [(-abs(v), i) for i, v in enumerate(x)]
    heapq.heapify(heap)
    return [heapq.heappop(heap)[1] for _ in range(len(heap))]

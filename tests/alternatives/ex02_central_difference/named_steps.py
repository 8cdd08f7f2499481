def central_difference(f, w, h=1e-5):
    left = w - h
    right = w + h
    rise = f(right) - f(left)
    distance = right - left      # what survived rounding
    return rise / distance

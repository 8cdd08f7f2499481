def difference_quotient(f, w, h):
    before = f(w)
    after = f(w + h)
    rise = after - before
    run = h
    slope = rise / run
    print("slope", slope)
    return slope

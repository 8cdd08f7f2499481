"""How ex05_square is graded: the slope of w squared, by hand and by autograd."""

"""How ex18_train is graded: the exact trajectory of plain gradient descent, never "the loss fell"."""

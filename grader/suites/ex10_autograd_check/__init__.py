"""How ex10_autograd_check is graded: gradients through autograd, and the distance of two answers."""

"""How ex14_zero_grad is graded: zeros where the gradient lies, or None."""

"""How ex15_manual_update is graded: one step of gradient descent by hand, and its trace."""

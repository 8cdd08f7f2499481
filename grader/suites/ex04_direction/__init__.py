"""How ex04_direction is graded: the sign of a gradient, and the losses around a weight."""

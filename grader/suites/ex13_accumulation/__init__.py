"""How ex13_accumulation is graded: gradients that add up, on purpose and in pieces."""

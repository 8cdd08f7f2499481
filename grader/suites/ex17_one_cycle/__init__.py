"""How ex17_one_cycle is graded: one turn of zero, forward, backward, step, and the report of it."""

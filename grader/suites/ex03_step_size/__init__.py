"""How ex03_step_size is graded: the best step for measuring a slope in a given dtype."""

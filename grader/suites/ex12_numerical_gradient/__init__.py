"""How ex12_numerical_gradient is graded: measured slopes, and params left as they were."""

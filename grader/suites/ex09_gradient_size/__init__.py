"""How ex09_gradient_size is graded: signs of gradients, and their order by size."""

"""How ex08_neuron_gradient is graded: the factors of the chain rule, and their product."""

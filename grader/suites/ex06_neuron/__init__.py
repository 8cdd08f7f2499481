"""How ex06_neuron is graded: a neuron with given numbers, and what of a model can learn."""

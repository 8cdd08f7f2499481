"""How ex07_forward_loss is graded: a prediction, a loss that remembers, and shapes that must fit."""

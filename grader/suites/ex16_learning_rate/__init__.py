"""How ex16_learning_rate is graded: the predicted drop, and the largest stable rate."""

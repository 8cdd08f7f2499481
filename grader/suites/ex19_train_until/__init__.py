"""How ex19_train_until is graded: the three ways to end, at exactly the right step."""

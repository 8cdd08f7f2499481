"""Attacks on the grader: a corpus, what must be seen of each, and a runner (`python -m tests.attacks`)."""

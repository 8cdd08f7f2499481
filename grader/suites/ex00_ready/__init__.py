"""How ex00_ready is graded: the word that comes back."""

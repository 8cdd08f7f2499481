"""How ex21 is graded."""

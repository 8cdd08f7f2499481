"""How ex24 is graded."""

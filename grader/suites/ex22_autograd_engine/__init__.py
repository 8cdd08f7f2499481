"""How ex22 is graded."""

"""How ex25 is graded."""

"""How ex23 is graded."""

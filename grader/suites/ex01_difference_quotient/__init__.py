"""How ex01_difference_quotient is graded: a slope measured from one side."""

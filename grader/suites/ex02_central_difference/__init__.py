"""How ex02_central_difference is graded: a slope measured from both sides."""

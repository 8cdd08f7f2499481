"""The student's side, from outside and in a copy of the course."""

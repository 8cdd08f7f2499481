"""How ex20_fix_the_loop is graded: six repaired loops, each by the exact trajectory of training."""

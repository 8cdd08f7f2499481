"""The command line: click commands that parse, call one function of the grader, and print."""

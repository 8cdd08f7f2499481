"""The student's side: check, watch, hint and draw one's own work, and remember progress."""

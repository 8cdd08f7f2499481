"""A whole class: many submissions through several judge processes, on one machine or a cluster."""

"""What students hand in, in every form that it comes."""

"""One folder per exercise: probe, visible and hidden checks, misconceptions."""

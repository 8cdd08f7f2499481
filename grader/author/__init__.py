"""The author's side: stubs and notebooks from solutions, and the proof that every exercise is sound."""

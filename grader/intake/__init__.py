"""Intake: what was handed in becomes bytes by exercise; nothing of it runs, nothing is written."""

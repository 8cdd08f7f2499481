"""Grade gradient exercises: truthfully, at once, and with the mistake named."""

__version__ = "1.0.0"

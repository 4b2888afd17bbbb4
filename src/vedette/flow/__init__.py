"""Tempo and wiring: what happens by itself, from settings to a result."""

"""A day of a shop's API, made up call by call, and the walk through it."""

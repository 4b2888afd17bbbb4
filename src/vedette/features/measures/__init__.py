"""The measures, grouped by theme. `catalog.py` is the list."""

"""The result as people and programs read it: terminal, HTML page, JSON."""

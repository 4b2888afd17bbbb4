"""How things are kept: the only rooms with file and table names."""

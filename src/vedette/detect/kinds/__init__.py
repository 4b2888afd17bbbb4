"""The kinds of pattern: what a table of bounds cannot say by itself, one file each."""

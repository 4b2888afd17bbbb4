"""The commands. They start things, show what came of it, and choose the exit code."""

"""What may be done about an incident, to whom, and how narrowly."""

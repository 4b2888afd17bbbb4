"""Features: what is measured of every client, at every instant. Calls in, Profiles out."""

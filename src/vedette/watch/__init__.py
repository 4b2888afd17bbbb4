"""What traffic looks like on the wire: bytes come in, `Calls` go out."""

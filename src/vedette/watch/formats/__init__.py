"""What a gateway's log line says: one file per family, and the table of them all."""

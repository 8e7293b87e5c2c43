"""What carries the system: its local stack and the `perennial` program."""

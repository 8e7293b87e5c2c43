"""The `perennial` program."""

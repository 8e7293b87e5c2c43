"""Sample data: a shop that does not exist, its faults planted and counted."""

"""Perennial: drop order files in a bucket; know which customers come back, what they will spend, what to do."""

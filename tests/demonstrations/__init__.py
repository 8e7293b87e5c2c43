"""Longer stories than a test may tell, to be run by hand and looked at."""

"""Small files, one for each difficulty an export may have, made when needed, and what must come of each."""

"""Kill the worker again and again in the middle of its work, and count what became of every message."""

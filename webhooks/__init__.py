"""HTTP from channels: verify, keep, say 200."""

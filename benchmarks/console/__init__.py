"""How long the pages of the console take over a database of years."""

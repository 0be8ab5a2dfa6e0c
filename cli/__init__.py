"""The command line `migrantbot`: the only code that knows every package."""

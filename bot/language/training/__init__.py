"""How the weights are made: texts, the noise of real typing, and learning. The bot never imports it."""

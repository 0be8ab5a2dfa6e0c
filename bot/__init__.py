"""The conversation: a message comes in, a turn comes out."""

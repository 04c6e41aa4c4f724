"""The commands: what `bks WORD` does, without the app."""

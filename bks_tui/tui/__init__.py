"""The app: panes over the same operations that the commands use."""

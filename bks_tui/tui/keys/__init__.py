"""The key decoder pane."""

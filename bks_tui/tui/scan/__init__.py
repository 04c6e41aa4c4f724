"""The user list and the detail pane."""

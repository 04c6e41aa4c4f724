"""The timeline: its pane, and an event in full."""

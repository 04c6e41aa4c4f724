"""Widgets that know nothing of AWS: table, dialog, text pane, input, footer."""

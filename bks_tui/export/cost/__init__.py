"""The cost of a target as JSON, CSV and text."""

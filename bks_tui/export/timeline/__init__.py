"""Timelines as JSON, CSV and a table."""

"""Scan results as JSON, CSV and a table."""

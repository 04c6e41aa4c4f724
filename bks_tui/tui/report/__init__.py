"""Saving a report."""

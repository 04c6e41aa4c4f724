"""Saving what a list shows."""

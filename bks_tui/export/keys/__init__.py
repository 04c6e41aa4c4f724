"""Decoded keys as text and JSON."""

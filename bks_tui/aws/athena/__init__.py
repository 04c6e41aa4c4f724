"""Athena: what the data catalog has, and queries."""

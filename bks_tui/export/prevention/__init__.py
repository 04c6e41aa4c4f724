"""Policies and their coverage as text and JSON."""

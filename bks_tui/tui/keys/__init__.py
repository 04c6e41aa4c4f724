"""The key decoder."""

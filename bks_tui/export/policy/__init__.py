"""The rating of policies as text and JSON."""

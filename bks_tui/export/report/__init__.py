"""Incident reports as text, Markdown, HTML and JSON."""

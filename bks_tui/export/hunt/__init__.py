"""The result of a hunt as JSON, CSV and text."""

"""Output formats: JSON, CSV and text."""

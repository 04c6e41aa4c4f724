"""What bks knows, written down: JSON, CSV and text."""

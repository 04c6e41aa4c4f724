"""Plans and operations as text and JSON."""

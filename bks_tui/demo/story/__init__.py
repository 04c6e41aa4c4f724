"""What the demo account contains, and what happened in it."""

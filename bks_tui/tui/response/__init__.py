"""The screen that shows a plan, asks, and shows what became of it."""

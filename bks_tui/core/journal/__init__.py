"""Journal records, and the operations that they add up to."""

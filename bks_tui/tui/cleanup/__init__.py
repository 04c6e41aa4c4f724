"""The cleanup screen: one orphaned user at a time."""

"""A timeline of events, with what it does not cover."""

"""The worker that saves a report."""

"""Use case: find every identity that used an API key, every phantom user, and whoever gave a signal."""

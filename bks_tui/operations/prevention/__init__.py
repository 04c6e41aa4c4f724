"""Use case: read the organization and its policies."""

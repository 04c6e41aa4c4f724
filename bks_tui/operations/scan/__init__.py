"""Use case: scan an account."""

"""Use case: gather an incident report."""

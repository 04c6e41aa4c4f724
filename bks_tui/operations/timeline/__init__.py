"""Use case: collect the events of a target."""

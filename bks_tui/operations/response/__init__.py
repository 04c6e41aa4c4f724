"""Use case: plan, execute, resume and undo changes; the only writer to AWS."""

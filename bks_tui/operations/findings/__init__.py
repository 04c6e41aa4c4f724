"""Use case: what further sources say about the target of a timeline."""

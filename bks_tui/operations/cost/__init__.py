"""What the use of models by a target cost: a timeline, and what else tells of tokens."""

"""What the use of models by a target cost: a timeline, and further sources of tokens."""

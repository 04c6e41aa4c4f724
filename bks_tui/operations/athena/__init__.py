"""Use cases of the table for Athena: find the trail, and say what is set up."""

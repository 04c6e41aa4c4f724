"""Queries of Athena on the logs of a trail: the table, the SQL, its cost, and what sets it up."""

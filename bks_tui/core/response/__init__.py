"""Requests, plans and changes: what bks would write to AWS, as data."""

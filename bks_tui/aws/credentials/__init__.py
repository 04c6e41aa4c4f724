"""Credentials: their providers, their caller, and what is wrong with them."""

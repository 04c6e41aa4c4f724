"""Findings of a stored scan for Security Hub."""

"""Reads of CloudTrail."""

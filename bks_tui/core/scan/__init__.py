"""Findings of a scan: status, holds and owner of each user."""

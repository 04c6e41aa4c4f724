"""Reads of IAM: users, roles, policies and account-wide lists."""

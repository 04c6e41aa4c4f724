"""Calls to AWS through boto3, which only this package and the demo account import."""

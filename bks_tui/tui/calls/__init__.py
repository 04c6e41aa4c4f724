"""The AWS calls that bks has made."""

"""The scan: the user list and the detail."""

"""What `bks doctor` finds out: about this machine, the credentials, and what they may do."""

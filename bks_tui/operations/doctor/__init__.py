"""What `bks doctor` reads: the files of this machine, and a few calls to AWS."""

"""The simulated services, one file for each kind of object."""

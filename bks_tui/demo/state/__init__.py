"""The simulated account: its objects, faults and trail."""

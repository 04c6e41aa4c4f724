"""A simulated AWS account beneath real boto3: `bks --demo`, and the test double of the suite."""

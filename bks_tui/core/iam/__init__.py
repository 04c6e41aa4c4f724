"""IAM users, their credentials, and policy documents with their evaluation."""

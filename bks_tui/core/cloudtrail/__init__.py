"""CloudTrail records as events: parsing, redaction, and the target of a timeline."""

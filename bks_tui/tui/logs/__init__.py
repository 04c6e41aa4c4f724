"""A folder of CloudTrail log files: the identities in it, and the timeline of one of them. Without AWS."""

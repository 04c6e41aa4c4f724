"""CloudTrail log files on the local disk: found, read within bounds, and searched. Pure of AWS."""

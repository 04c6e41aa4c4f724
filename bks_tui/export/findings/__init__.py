"""Findings in the formats of other tools: OCSF, ASFF and SARIF."""

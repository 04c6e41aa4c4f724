"""The detections for people, as JSON, and as files for other tools."""

"""Opening the AWS console at what is shown."""

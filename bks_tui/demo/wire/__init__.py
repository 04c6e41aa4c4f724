"""AWS's wire protocols beneath real boto3."""

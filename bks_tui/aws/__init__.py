"""AWS, asked through boto3: the only importer of it beside the demo account."""

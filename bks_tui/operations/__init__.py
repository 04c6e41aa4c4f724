"""The use cases: generators that ask AWS and yield what they learn, for the commands and the app."""

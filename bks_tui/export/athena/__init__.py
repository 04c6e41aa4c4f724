"""The setup of Athena as text."""

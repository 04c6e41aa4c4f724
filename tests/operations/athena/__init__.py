"""Tests of the setup of Athena."""

"""Tests of the queries of Athena."""

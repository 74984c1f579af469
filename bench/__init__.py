"""Benchmarks: figures and ratios, never a verdict of the tests."""

"""Benchmarks: ``python -m bench.NAME``. Each measures against a named baseline in the same run."""

"""Synthetic people to try the rulebook on: a made-up county whose counts, once decided, are like a real county's.

`write_population` draws them into a Parquet file. How, and how near they come: docs/en/population.md.
"""

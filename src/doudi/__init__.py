"""Doudi (兜底): find, decide, pay, care, govern. ARCHITECTURE.md is the map of the rooms."""

__version__ = "0.1.0"

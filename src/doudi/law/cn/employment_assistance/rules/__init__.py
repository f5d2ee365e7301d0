"""Formulas, one file per legal question."""

"""Exact units for public money and statutory time. Pure: no Django, no database, no clock.

Where things live (import from the module; nothing is re-exported here):

    text      Text in Chinese and English, Problem, ProblemsError
    money     integer fen: parse, format, round by a named rule, split, capital amounts
    rate      exact fractions: "30%", "1.5", "1/3"
    area      12-digit area codes: level, parent, containment, text ranges
    identity  resident identity numbers and the documents that stand in for them
    dates     completed years of age, month arithmetic, parsing and writing of dates
    calendar  working days, holidays, statutory deadlines
"""

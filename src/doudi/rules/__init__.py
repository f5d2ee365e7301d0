"""The rules engine: what the law says, written once, run four ways with one meaning.

It knows no programme, no country and no database. Start at `language` (what a formula may say),
`rulebook` (load and check), `decide` (one household, with reasons) and `kernel` (millions at once).
"""

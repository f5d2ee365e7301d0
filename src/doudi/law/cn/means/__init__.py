"""Household members, countable income, deemed support, assets: shared by the programmes."""

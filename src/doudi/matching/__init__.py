"""Are these two records one person? Pure: tables in, tables out; no web, no database, no key.

`find_duplicates` looks inside one register, `match_file` compares it with an incoming list. Both give pairs with a likelihood in
thousandths and the reasons, for somebody to look at: nothing here decides. How it is reckoned: README.md.
"""

from doudi.matching.duplicates import find_duplicates, match_file
from doudi.matching.people import PEOPLE, people_table
from doudi.matching.reasons import REASONS

__all__ = ["PEOPLE", "REASONS", "find_duplicates", "match_file", "people_table"]

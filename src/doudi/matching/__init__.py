"""Are these two records one person? Pure: tables in, tables out; no web, no database, no key.

`find_duplicates` looks inside one register, `match_file` compares it with an incoming list. Both give pairs with a likelihood in
thousandths and the reasons, for somebody to look at: nothing here decides. How it is reckoned: README.md.
"""

import pyarrow as pa

from doudi.matching.people import PEOPLE, people_table
from doudi.matching.reasons import REASONS

__all__ = ["PEOPLE", "REASONS", "find_duplicates", "match_file", "people_table"]


# Splink takes seconds to load; whoever only names this package (every page, every command) shall not wait for it.
def find_duplicates(people: pa.Table, **options: int | str) -> pa.Table:
    """See `duplicates.find_duplicates`."""
    from doudi.matching import duplicates

    return duplicates.find_duplicates(people, **options)  # type: ignore[arg-type]


def match_file(register: pa.Table, incoming: pa.Table, **options: int | str) -> pa.Table:
    """See `duplicates.match_file`."""
    from doudi.matching import duplicates

    return duplicates.match_file(register, incoming, **options)  # type: ignore[arg-type]

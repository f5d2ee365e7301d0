"""Trying a change of the law before it is made: the same population under today's law and under any number of reforms.

`reform.py` reads what is to change, `overlay.py` lays it over a rulebook, `plan.py` settles what has to be computed, `batch.py`
decides one Arrow batch under every law, `tally.py` adds up, `run.py` takes a whole file to written results, `sample.py` decides
households one by one to hold the sums.
"""

"""The Dibao family of rules a second time, as a vectorised OpenFisca-core tax-benefit system: the yardstick.

One variable for each rule of `doudi.law.cn` that the figures of a place like the demonstration set GZ22 leave in force, and
written to be fast: what those figures switch off is not computed, ages are whole-number arithmetic on dates written 20220601,
no role is filtered, and supporters are an entity of their own, so that nothing is computed for rows that do not have it.
OpenFisca knows no unknown: whoever leaves a fact open counts as having stated 0 or no.
"""

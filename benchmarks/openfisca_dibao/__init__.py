"""The Dibao family of rules a second time, as a vectorised OpenFisca-core tax-benefit system: the yardstick.

Variable by variable the same law as `doudi.law.cn`, for places like the demonstration set GZ22, and written to be fast:
formulas of which the place's figures switch off a branch skip it, ages are whole-number arithmetic on dates written
20220601, no role is filtered, and supporters are an entity of their own, so that nothing is computed for rows that do
not have it. OpenFisca knows no unknown: whoever leaves a fact open counts as having stated 0 or no.
"""

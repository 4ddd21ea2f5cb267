"""Classification: the five classes (五级分类) of a note, why, since when, and what must be provided for.

The machine lowers, people raise: the day end writes a worse class at once (`actions.write_day`), a better one only as a
proposal that someone other than the managing RM decides with a reason (`actions.confirm`). Triggers are rows
(`rules.Trigger`) built from dated parameters, read the same way by the scalar rule and its column twin in `bulk`.
"""

"""经营指标与监管报表底稿: the figures of the brief, counted from the sealed days of the lake (A1, A3, A5-A12, A26).

A measure is one readable SQL file under `measures/` or `reports/`, with the number of its rule at its head, run by
DuckDB over the Parquet files that a sealed day names; so the same question about the same day always answers the same.
What is not in the lake (targets, surveys, files, agreements, relending, applications, staff) is asked of its own room,
limited to what had happened by that day. Verdicts (三个不低于, 两增两控) are pure functions in `rules`.
Doors: `read.scoreboard`, `read.five_scorecards`, `read.headline`, `read.trends`, `read.drill`, `read.report`.
"""

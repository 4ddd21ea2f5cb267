"""Origination: 五步法, the road from a knock on the door to the money (domain 1.11; A39–A43, A58, A86, A88, A100–A102).

A `Case` walks `rules.steps.ARROWS` and nothing else: locked target, three verifications, three looks and three checks by
two people, three reviews by three people, a decision within a mandate, contract, audit of the money. `actions.do` is the
one way to a verb; separation of duties stands in `rules.separation` and is asked by every verb. What is counted for the
year and the clocks stand on `Application`. The money itself is moved by a later room, which then calls `actions.funded`.
"""

"""The customer's phone: own loans, why a limit, a request, complaints, and what is public without signing in (四公开).

A customer's sitting lives under a cookie of its own and a table of its own; no page here asks who of the staff signed in,
and no page of the staff looks at that cookie.
"""

"""挖潜 (A76): whom our firms pay and are paid by, and who of those is no customer yet.

`flows` is the arithmetic of columns, `graph` the chains and circles (rustworkx), `run` reads the book and hands the leads to
market's one bulk verb; `tasks` is the background job behind the page of leads.
"""

"""Market: who was surveyed, whose file was built, whom we signed with, and what the year's task is.

The scoreboard counts these records: 摸底, 建档 (a file counts only at 90 % of its mandatory items and with a located
visit), 战略合作协议, 任务目标.
"""

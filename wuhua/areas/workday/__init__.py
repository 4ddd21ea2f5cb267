"""Workday (五制与早·午·晚): who answers for what by when, and what became of it today.

首问负责, 限时办结, 晨会夕会, 日清日结, 会议推动 and 任务倒逼 (domain 1.8 to 1.10, 6; practice 1 to 3). Every later room hangs its
own matters here by a subject in words ("application:SQ0001"): clocks through `actions.open_duty`, `pause_duty`,
`resume_duty`, `stop_duty` and `mark_journey`, things to do through `actions.add_item`, figures through
`actions.feed_figures`. People write through `actions.do`. Nothing here blocks the accounting day because people are late.
"""

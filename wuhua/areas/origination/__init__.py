"""Origination: the road from application to disbursement. So far only its record, which the success rate (申贷获得率)
and the three-day promise are counted from; the five steps come with their own verbs.
"""

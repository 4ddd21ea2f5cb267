"""外勤版: the page a manager carries. It works without a network; what it keeps lies encrypted on the phone.

The shell is the same for everybody and may be cached; a day's route comes as JSON, is never cached by the worker, and is
sealed by the page itself before it is kept. See `web/static/field` and the handbook's page for what that protects.
"""

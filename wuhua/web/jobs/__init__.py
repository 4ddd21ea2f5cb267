"""任务: what this person asked the worker for, how far it is, what came of it, and the files to take away."""

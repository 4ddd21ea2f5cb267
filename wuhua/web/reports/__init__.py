"""报表: the supervisor's and the bank's own sheets of a sealed day, drawn by the worker and fetched as a workbook."""

"""回款文件 (A55): a file of what core firms paid, each line booked as one receipt of backing."""

"""导入: send a bank's files as one zip, see what is wrong with them, and take them for good."""

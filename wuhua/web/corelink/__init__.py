"""核心对接: lights of the daily files, breaks with owner and age, hand-overs, 总分核对表."""

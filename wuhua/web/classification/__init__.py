"""分类工作台 and 双逾清单: upgrades to decide, what moved, marks under observation, the quarter's sheet, migration, arrears."""

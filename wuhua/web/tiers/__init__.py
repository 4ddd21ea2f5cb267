"""Pages of the tiers: who stands where and why, and who markets whom."""

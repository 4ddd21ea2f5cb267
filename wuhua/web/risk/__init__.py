"""客户风险、员工风险: the two boards (A88)."""

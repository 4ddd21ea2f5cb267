"""Pages of 授信卡: the list, one card with its statement, draws and repayments with a preview, and what is asked and decided."""

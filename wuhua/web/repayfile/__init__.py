"""代扣回盘: a bank's answer to the debits, tried first and then booked; what became of every line."""

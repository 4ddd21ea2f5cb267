"""客户分层 of the quarter: every customer read, sorted and given its marketing owner in a few passes."""

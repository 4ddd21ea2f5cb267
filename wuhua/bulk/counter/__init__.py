"""The counter measured: single repayments and draws by four clients at once, beside `pgbench` on the same server."""

"""The roof: settings, addresses and the server's entrance. Everything below is unaware of it."""

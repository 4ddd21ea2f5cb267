"""The shell of the desk: sign-in with lock-out and second factor, password, health, the pages of trouble."""

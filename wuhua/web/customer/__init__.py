"""One customer's page: the file, the masked identity (unmasked with a reason, logged), standing, notes, accounts."""

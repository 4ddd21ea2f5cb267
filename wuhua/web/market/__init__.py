"""名单、路线、线索、痛点与走访: what is done to win a customer, on the desk."""

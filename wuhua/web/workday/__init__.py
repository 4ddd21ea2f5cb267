"""五制与早·午·晚: one's own day, inquiries, limits, meetings, closes, decisions, targets, the morning wall."""

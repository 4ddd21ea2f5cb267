"""Three breakthroughs, the main force, and what customers said after a disbursement (A63, A64)."""

"""Pages of conduct (A86): findings, fees with their service record, sales beside loans, the four public notices."""

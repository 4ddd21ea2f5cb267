"""产品货架: the catalogue with its computed count and each product's sheet with the three unified parts (A46, A48)."""

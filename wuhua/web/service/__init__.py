"""服务: one screen that gathers what the rooms of lists, visits, map, tiers and partners answer."""

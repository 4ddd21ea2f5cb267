"""Wuhua (五化): a county bank's small-and-micro lending, from the first visit to the regulator's sheet.

Storeys, top to bottom: config, web | api | cli, bulk, areas, books, platform, core. Nothing looks up.
"""

__version__ = "0.1.0"

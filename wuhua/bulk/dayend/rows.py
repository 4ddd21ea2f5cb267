"""Frames into the opaque rows that the bulk verbs of the rooms take, by the name the day end's files know them under."""

from wuhua.bulk.arrow import rows as rows

"""What was imported: one row, because a bank is cut over once."""

from __future__ import annotations

from django.db import models

from wuhua.platform.append_only import append_only


class ImportBatch(models.Model):
    """导入批次: the checksum over all files of the cut-over, what each file held, who brought them.

    The same files again change nothing; other files are refused, because the book has moved on since.
    """

    id = models.BigAutoField(primary_key=True)
    checksum = models.TextField(unique=True)
    cut_over = models.DateField(unique=True)
    files = models.JSONField()
    actor = models.TextField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "intake_importbatch"
        triggers = append_only("导入批次只增不改")

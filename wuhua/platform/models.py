"""Tables of the platform. They know no area: people are staff numbers, subjects are text such as "note:JD0001"."""

from __future__ import annotations

from django.db import models

from wuhua.platform.append_only import append_only, fixed


class BusinessDay(models.Model):
    """The one row that says which business date the counters and the field app work on."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    online = models.DateField()

    class Meta:
        db_table = "platform_businessday"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="platform_businessday_one_row"),)


class AuditRow(models.Model):
    """留痕: who did what, under which mandate, before and after. Written in the transaction of the change itself.

    Rows are chained by hash when a day is sealed (`audit.chain_head`), so that a row altered behind the trigger's back
    breaks every later seal.
    """

    id = models.BigAutoField(primary_key=True)
    recorded_at = models.DateTimeField()
    business_date = models.DateField()
    actor = models.TextField()
    action = models.TextField()
    mandate = models.TextField(default="", blank=True)
    subject = models.TextField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        db_table = "platform_audit"
        triggers = append_only("留痕只增不改")
        indexes = (
            models.Index(fields=["subject", "id"], name="platform_audit_subject"),
            models.Index(fields=["business_date", "id"], name="platform_audit_day"),
        )


class OnceKey(models.Model):
    """An idempotency key with the answer it was given. `answer` is null only inside the transaction that is at work."""

    key = models.TextField(primary_key=True)
    fingerprint = models.TextField()
    arguments = models.JSONField()
    answer = models.JSONField(null=True)
    refused = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "platform_once"
        triggers = fixed("幂等键一经使用不改不删", "key", "fingerprint", "arguments", "recorded_at")


class Number(models.Model):
    """A numbering series and its next number."""

    series = models.TextField(primary_key=True)
    next = models.BigIntegerField()

    class Meta:
        db_table = "platform_number"


class ShardRun(models.Model):
    """One shard of one day's close, committed with that shard's rows: the key by which a rerun skips it.

    `vouchers` is the shard's share of the day's summed entries, which the last transaction of the day posts; `parts` are
    the hashes `digest` is made of, that of the lines first (none where nothing was written).
    """

    pk = models.CompositePrimaryKey("day", "shard")
    day = models.DateField()
    shard = models.SmallIntegerField()
    digest = models.BinaryField()
    counts = models.JSONField(default=dict)
    vouchers = models.JSONField(default=list)
    parts = models.JSONField(default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "platform_shardrun"
        triggers = append_only("分片日终结果只增不改")


class SealKind(models.TextChoices):
    """How a day came to be sealed."""

    CLOSED = "CLOSED", "日终封账"
    IMPORTED = "IMPORTED", "导入历史"
    GENESIS = "GENESIS", "上线切换"


class SealedDay(models.Model):
    """封账日: the content hash of a closed day, chained to the one before, and the names of its files in the lake.

    `files`: {kind: {"path": under the lake, "blake2b": hex, "rows": n}}. `audit_head`: "last audit id:hex".
    """

    day = models.DateField(primary_key=True)
    kind = models.TextField(choices=SealKind.choices)
    seal = models.TextField()
    previous = models.TextField(default="", blank=True)
    files = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    audit_head = models.TextField(default="", blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "platform_sealedday"
        triggers = append_only("封账日只增不改")


class JobState(models.TextChoices):
    """Where a background job stands."""

    WAITING = "WAITING", "排队中"
    RUNNING = "RUNNING", "进行中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "失败"


class Job(models.Model):
    """后台任务: what a person asked for, how far it is, and what came of it."""

    id = models.BigAutoField(primary_key=True)
    title = models.TextField()
    task = models.TextField()
    arguments = models.JSONField(default=dict)
    actor = models.TextField()
    business_date = models.DateField()
    state = models.TextField(choices=JobState.choices, default=JobState.WAITING)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.TextField(default="", blank=True)
    result = models.JSONField(null=True)
    asked = models.DateTimeField()
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        db_table = "platform_job"
        indexes = (models.Index(fields=["actor", "-id"], name="platform_job_actor"),)


class StoredFile(models.Model):
    """A file handed in or made, kept by the BLAKE2b of its content under `WUHUA_HOME/files`; one row per handing-in."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64, db_index=True)
    name = models.TextField()
    media_type = models.TextField(default="application/octet-stream")
    size = models.BigIntegerField()
    actor = models.TextField()
    business_date = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "platform_storedfile"
        triggers = append_only("档案文件只增不改")

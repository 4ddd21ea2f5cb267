"""Seasons by part, products bound by a lease, the trade cycle (A52, A54, A55), where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0016_hand_over")]
    operations = [migrations.RunPython(ship(seeds.SPECIAL), migrations.RunPython.noop)]

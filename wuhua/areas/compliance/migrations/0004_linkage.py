"""Thresholds of linkage and the days a credit report may be read whole, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0003_limits_and_prices")]
    operations = [migrations.RunPython(ship(seeds.LINKS), migrations.RunPython.noop)]

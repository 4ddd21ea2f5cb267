"""Working days in the pool of customers without a cell, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0004_linkage")]
    operations = [migrations.RunPython(ship(seeds.GRID), migrations.RunPython.noop)]

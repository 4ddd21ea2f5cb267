"""How many cases an officer works on at a time, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    """Values only."""

    dependencies = [("compliance", "0021_contests")]
    operations = [migrations.RunPython(ship(seeds.CASES), migrations.RunPython.noop)]

"""Days, loads and years of cells and posts, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    """Values only."""

    dependencies = [("compliance", "0017_special_rules")]
    operations = [migrations.RunPython(ship(seeds.TERRITORY), migrations.RunPython.noop)]

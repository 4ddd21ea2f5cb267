"""Points of contests and how loans gone bad take them back, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    """Values only."""

    dependencies = [("compliance", "0019_territory")]
    operations = [migrations.RunPython(ship(seeds.CONTESTS), migrations.RunPython.noop)]

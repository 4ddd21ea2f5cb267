"""The lines of the tiers, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0007_community")]
    operations = [migrations.RunPython(ship(seeds.TIERS), migrations.RunPython.noop)]

"""From which day of the month borrowers are reminded, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0014_card")]
    operations = [migrations.RunPython(ship(seeds.PORTAL), migrations.RunPython.noop)]

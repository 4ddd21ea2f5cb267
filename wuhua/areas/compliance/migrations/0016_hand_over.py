"""How long the core may be silent about a hand-over, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0015_reminder")]
    operations = [migrations.RunPython(ship(seeds.HAND_OVERS), migrations.RunPython.noop)]

"""How a case is held to the five steps, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0012_portal")]
    operations = [migrations.RunPython(ship(seeds.CASES), migrations.RunPython.noop)]

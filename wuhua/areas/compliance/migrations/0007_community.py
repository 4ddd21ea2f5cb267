"""The base price a customer's saving is told against, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0006_route")]
    operations = [migrations.RunPython(ship(seeds.COMMUNITY), migrations.RunPython.noop)]

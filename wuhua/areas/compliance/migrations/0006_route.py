"""Stops a day on the route, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0005_grid")]
    operations = [migrations.RunPython(ship(seeds.ROUTE), migrations.RunPython.noop)]

"""Shares, coefficients and caps of limits, parts of prices and the group limits, where a bank does not keep them yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_shipped")]
    operations = [migrations.RunPython(ship((*seeds.LIMITS, *seeds.PRICES, *seeds.EXPOSURES)), migrations.RunPython.noop)]

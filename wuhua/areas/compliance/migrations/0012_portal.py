"""How the door of the customer's phone is kept and complaints are answered, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0011_conduct_shipped")]
    operations = [migrations.RunPython(ship(seeds.PORTAL), migrations.RunPython.noop)]

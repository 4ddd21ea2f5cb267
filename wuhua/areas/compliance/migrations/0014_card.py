"""When a card is frozen, reviewed, called dormant or slow, where a bank does not keep it yet."""

from django.db import migrations

from wuhua.areas.compliance.rules import seeds
from wuhua.areas.compliance.shipping import ship


class Migration(migrations.Migration):
    dependencies = [("compliance", "0013_five_steps")]
    operations = [migrations.RunPython(ship(seeds.CARD), migrations.RunPython.noop)]

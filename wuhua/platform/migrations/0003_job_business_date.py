# A job carries the business date it was asked on. No job was ever asked before this, so the default is met by no row.

import datetime

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0002_shard_vouchers'),
    ]

    operations = [
        migrations.AddField(
            model_name='job',
            name='business_date',
            field=models.DateField(default=datetime.date(2000, 1, 1)),
            preserve_default=False,
        ),
    ]

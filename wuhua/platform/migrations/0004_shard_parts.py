# The hashes a shard's digest is made of, so that what lies in the books can be held against them. Older rows have none.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('platform', '0003_job_business_date'),
    ]

    operations = [
        migrations.AddField(
            model_name='shardrun',
            name='parts',
            field=models.JSONField(default=list),
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workday", "0001_initial")]
    operations = [
        migrations.AlterField(
            model_name="dutypause",
            name="code",
            field=models.TextField(
                choices=[
                    ("CUSTOMER_MATERIAL", "CUSTOMER_MATERIAL"),
                    ("REGISTRATION_OFFICE", "REGISTRATION_OFFICE"),
                    ("THIRD_PARTY", "THIRD_PARTY"),
                    ("SYSTEM_DOWN", "SYSTEM_DOWN"),
                    ("UNION_CONSULT", "UNION_CONSULT"),
                ]
            ),
        ),
    ]

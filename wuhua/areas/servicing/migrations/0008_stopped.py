from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servicing", "0007_room_to_rewrite")]
    operations = [
        migrations.AddField(
            model_name="loannote",
            name="stopped",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

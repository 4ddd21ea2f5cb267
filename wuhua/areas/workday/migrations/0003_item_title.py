from django.db import migrations, models


class Migration(migrations.Migration):
    """Two steps of one case may stand in one person's lane on one day: what is asked for once is the thing by its title."""

    dependencies = [("workday", "0002_union_consult")]

    operations = [
        migrations.RemoveConstraint(model_name="laneitem", name="one_item_a_subject_and_day"),
        migrations.AddConstraint(
            model_name="laneitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("subject", ""), _negated=True), ("carried_from__isnull", True)),
                fields=("subject", "kind", "staff", "day", "title"),
                name="one_item_a_subject_and_day",
            ),
        ),
    ]

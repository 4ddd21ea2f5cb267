"""助保金存款: what a risk pool holds at the bank, a sub-account a pool, never overdrawn (A57)."""

from django.db import migrations, models
from django.db.models import Q


def seed(apps, schema_editor):
    Account = apps.get_model("books", "Account")
    Account.objects.create(code=2012, name="助保金存款", normal="C", on_balance=True, dims="", sub="pool")


class Migration(migrations.Migration):
    dependencies = [("books", "0004_post_one_value")]

    operations = [
        migrations.RemoveConstraint("account", "books_account_sub"),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(condition=Q(sub__in=["", "note", "account", "pool"]), name="books_account_sub"),
        ),
        migrations.RemoveConstraint("subbalance", "books_no_overdraft"),
        migrations.AddConstraint(
            "subbalance",
            models.CheckConstraint(
                condition=~Q(account__in=[2011, 2012]) | Q(amount__lte=0), name="books_no_overdraft"
            ),
        ),
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]

"""The chart of accounts as first shipped, and room on the pages of the two tables whose rows are rewritten all day."""

from django.db import migrations

LOAN = "branch,product,status"
CHART = [
    (1011, "清算资金", "D", "branch", ""),
    (1132, "应收利息", "D", LOAN, ""),
    (1301, "贷款本金", "D", LOAN, "note"),
    (1302, "逾期贷款本金", "D", LOAN, "note"),
    (1304, "贷款损失准备", "C", LOAN, ""),
    (2004, "向中央银行借款", "C", "", ""),
    (2011, "客户结算账户", "C", "branch", "account"),
    (2211, "应付递延绩效", "C", "branch", ""),
    (2232, "应付再贷款利息", "C", "", ""),
    (4001, "期初对转", "C", "", ""),
    (6011, "利息收入", "C", LOAN, ""),
    (6012, "罚息收入", "C", LOAN, ""),
    (6013, "复利收入", "C", LOAN, ""),
    (6021, "手续费收入", "C", "branch,product", ""),
    (6402, "利息支出", "D", "", ""),
    (6702, "贷款减值损失", "D", LOAN, ""),
    (7001, "表外应收利息", "D", LOAN, ""),
    (7002, "已核销贷款", "D", LOAN, ""),
    (7009, "表外对转", "C", "", ""),
]


def seed(apps, schema_editor):
    Account = apps.get_model("books", "Account")
    Account.objects.bulk_create(
        Account(code=code, name=name, normal=normal, on_balance=code < 7000, dims=dims, sub=sub)
        for code, name, normal, dims, sub in CHART
    )


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial"), ("platform", "0001_initial")]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
        # An update that finds room on the same page rewrites no index.
        migrations.RunSQL(
            "ALTER TABLE books_subbalance SET (fillfactor = 70);"
            "ALTER TABLE books_control SET (fillfactor = 20, autovacuum_vacuum_scale_factor = 0,"
            " autovacuum_vacuum_threshold = 500);",
            "ALTER TABLE books_subbalance RESET (fillfactor);"
            "ALTER TABLE books_control RESET (fillfactor, autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);",
        ),
    ]

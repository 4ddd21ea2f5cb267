"""`python -m wuhua` is the `wuhua` command."""

from wuhua.cli.main import run

run()

"""Settings of a test run: the product's own, over a home that is thrown away at the end.

One embedded server a run, one database, lake and home per worker. `tests/conftest.py` starts the server when the
first test asks for a database and removes everything at the end. `WUHUA_TEST_DATABASE_URL` names another server.
"""

import os
from pathlib import Path

from tests import place
from wuhua.platform import embedded

# The first process of the run decides; its workers inherit the environment.
RUN = Path(os.environ.setdefault("WUHUA_TEST_RUN", "") or place.new_run())
os.environ["WUHUA_TEST_RUN"] = str(RUN)
if RUN.parent == place.MEMORY:
    (RUN / "files").mkdir(exist_ok=True)
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(RUN / "files"))  # `tmp_path` lies beside the server
# Two workers on two cores: a second thread for columns of ten rows only waits for the first. Commands of their own keep theirs.
os.environ.setdefault("POLARS_MAX_THREADS", "1")
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ["WUHUA_HOME"] = str(RUN / WORKER)
os.environ["WUHUA_LAKE"] = str(RUN / WORKER / "lake")
with place.server_of(RUN) as server:
    os.environ["WUHUA_DATABASE_URL"] = os.environ.get("WUHUA_TEST_DATABASE_URL") or embedded.url(server)

from wuhua.config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real ones are slow on purpose

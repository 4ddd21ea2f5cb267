"""The server's entrance: `granian --interface wsgi wuhua.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhua.config.settings")
application = get_wsgi_application()

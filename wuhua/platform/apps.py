"""Django's name for this storey."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "wuhua.platform"
    label = "platform"
    verbose_name = "平台"

"""Django's name for this storey."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "wuhua.books"
    label = "books"
    verbose_name = "账务"

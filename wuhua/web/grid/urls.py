"""Addresses of the map and the grid."""

from django.urls import path

from wuhua.web.grid import views

urlpatterns = [
    path("grid", views.map_page, name="grid"),
    path("grid/board", views.board, name="grid_board"),
    path("grid/board/file", views.board_file, name="grid_board_file"),
    path("grid/cells/<str:code>", views.cell, name="grid_cell"),
    path("grid/duty", views.duty, name="grid_duty"),
    path("grid/duty/ask", views.ask, name="grid_ask"),
    path("grid/duty/<int:change>/<slug:verb>", views.decide, name="grid_decide"),
    path("grid/pool", views.pool, name="grid_pool"),
    path("grid/pool/place", views.place, name="grid_place"),
    path("grid/points", views.points, name="grid_points"),
    path("grid/points/open", views.open_point, name="grid_open_point"),
    path("grid/ties/<str:number>", views.ties, name="grid_ties"),
]

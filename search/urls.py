"""Addresses of the search."""

from django.urls import path

from search import views

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/suggestions/", views.suggestions, name="search-suggestions"),
    path("search/files/<str:key>/", views.file, name="search-file"),
]

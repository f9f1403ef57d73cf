"""Addresses of surveys below /api/v1/."""

from django.urls import path

from surveys.api.ballots import Ballots
from surveys.api.surveys import OwnResponse, Participation, Publication, Results, Surveys, Texts

MANY = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
SIGNED = {"get": "retrieve", "put": "update"}
KEPT = {"get": "retrieve", "patch": "partial_update", "put": "update"}
HERE = "surveys/<int:pk>/"

urlpatterns = [
    path("surveys/", Surveys.as_view(MANY), name="api-surveys"),
    path(HERE, Surveys.as_view(ONE), name="api-survey"),
    path(
        f"{HERE}publication/", Publication.as_view({"put": "update"}), name="api-survey-publication"
    ),
    path(f"{HERE}participation/", Participation.as_view(SIGNED), name="api-survey-participation"),
    path(f"{HERE}response/", OwnResponse.as_view(KEPT), name="api-survey-response"),
    path(f"{HERE}results/", Results.as_view({"get": "retrieve"}), name="api-survey-results"),
    path(
        f"{HERE}results/texts/<int:number>/",
        Texts.as_view({"get": "list"}),
        name="api-survey-texts",
    ),
    path(f"{HERE}ballots/", Ballots.as_view(), name="api-survey-ballots"),
]

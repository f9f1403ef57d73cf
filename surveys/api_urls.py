"""Addresses of surveys below /api/v1/, and the methods that answer there."""

from django.urls import path

from kit.api.views import at
from surveys.api.ballots import Ballots
from surveys.api.surveys import Surveys

SURVEY = "surveys/<int:pk>/"
PART = f"{SURVEY}participation/"
ANSWERS = f"{SURVEY}response/"
TEXTS = f"{SURVEY}results/texts/<int:number>/"

urlpatterns = [
    at("surveys/", Surveys, "api-surveys", get="list", post="write"),
    at(SURVEY, Surveys, "api-survey", get="retrieve_fresh", patch="change", delete="destroy"),
    at(f"{SURVEY}publication/", Surveys, "api-survey-publication", put="publish"),
    at(PART, Surveys, "api-survey-participation", get="public_key", put="sign_token"),
    at(
        ANSWERS,
        Surveys,
        "api-survey-response",
        get="own_answers",
        patch="keep_answers",
        put="hand_in",
    ),
    at(f"{SURVEY}results/", Surveys, "api-survey-results", get="results"),
    at(TEXTS, Surveys, "api-survey-texts", get="texts"),
    path(f"{SURVEY}ballots/", Ballots.as_view(), name="api-survey-ballots"),
]

"""Addresses of surveys."""

from django.urls import path

from surveys.views import asking, lists, outcome, taking_part

HERE = "surveys/<int:pk>/"

urlpatterns = [
    path("surveys/", lists.surveys, name="surveys"),
    path("surveys/new/", asking.new, name="survey-new"),
    path(HERE, lists.survey, name="survey"),
    path(f"{HERE}<int:number>/", taking_part.question, name="survey-question"),
    path(f"{HERE}edit/", asking.edit, name="survey-edit"),
    path(f"{HERE}delete/", asking.delete, name="survey-delete"),
    path(f"{HERE}preview/", taking_part.preview, name="survey-preview"),
    path(f"{HERE}publication/", asking.publication, name="survey-publication"),
    path(f"{HERE}questions/", asking.questions, name="survey-questions"),
    path(f"{HERE}questions/<int:number>/", asking.question, name="survey-question-edit"),
    path(f"{HERE}results/", outcome.results, name="survey-results"),
    path(f"{HERE}results/share/", outcome.share, name="survey-share"),
    path(f"{HERE}results/answers/", outcome.answers, name="survey-answers"),
    path(f"{HERE}results/texts/<int:number>/", outcome.texts, name="survey-texts"),
    path(f"{HERE}results/<str:form>/", outcome.export, name="survey-export"),
    path(f"{HERE}results/pictures/<int:number>.svg", outcome.picture, name="survey-picture"),
]

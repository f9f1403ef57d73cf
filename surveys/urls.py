"""Addresses of surveys."""

from django.urls import path

from surveys.views import editing, lists, results, taking_part

HERE = "surveys/<int:pk>/"

urlpatterns = [
    path("surveys/", lists.surveys, name="surveys"),
    path("surveys/new/", editing.new, name="survey-new"),
    path(HERE, lists.survey, name="survey"),
    path(f"{HERE}<int:number>/", taking_part.question, name="survey-question"),
    path(f"{HERE}edit/", editing.edit, name="survey-edit"),
    path(f"{HERE}delete/", editing.delete, name="survey-delete"),
    path(f"{HERE}preview/", taking_part.preview, name="survey-preview"),
    path(f"{HERE}publication/", editing.publication, name="survey-publication"),
    path(f"{HERE}questions/", editing.questions, name="survey-questions"),
    path(f"{HERE}questions/<int:number>/", editing.question, name="survey-question-edit"),
    path(f"{HERE}results/", results.results, name="survey-results"),
    path(f"{HERE}results/share/", results.share, name="survey-share"),
    path(f"{HERE}results/answers/", results.answers, name="survey-answers"),
    path(f"{HERE}results/texts/<int:number>/", results.texts, name="survey-texts"),
    path(f"{HERE}results/<str:form>/", results.export, name="survey-export"),
    path(f"{HERE}results/pictures/<int:number>.svg", results.picture, name="survey-picture"),
]

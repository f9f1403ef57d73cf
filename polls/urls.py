"""Addresses of polls. A poll has the number of its post."""

from django.urls import path

from polls import views

urlpatterns = [
    path("polls/<int:pk>/", views.poll, name="poll"),
    path("polls/<int:pk>/vote/", views.vote, name="poll-vote"),
    path("polls/<int:pk>/options/", views.options, name="poll-options"),
    path("polls/<int:pk>/options/<int:option_pk>/", views.option, name="poll-option"),
    path("polls/<int:pk>/manage/", views.manage, name="poll-manage"),
    path("polls/<int:pk>/closed/", views.closed, name="poll-closed"),
    path("polls/<int:pk>/votes/", views.votes, name="poll-votes"),
    path("polls/<int:pk>/votes.csv", views.votes_csv, name="poll-votes-csv"),
]

"""Surveys that ask a person, on the start page of a phone."""

from kit.today import TodayPart
from surveys.navigation import todos

TODAY = (TodayPart("surveys/_today.html", todos, order=30),)

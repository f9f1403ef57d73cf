"""What the templates of the area News say about days."""

from django import template

from kit.text import humanize

register = template.Library()
register.simple_tag(humanize.day, name="day")

"""What the templates of the area News say about days."""

from django import template

from kit import moments

register = template.Library()
register.simple_tag(moments.day, name="day")

"""Numbers of indicators, with all the decimals that say something."""

from django import template

from funding.indicators.wording import written

register = template.Library()
register.filter("measured", written)

"""Pages and API of the server profile, for granian."""

import os

from django.core.wsgi import get_wsgi_application

from intranet.checks import read_settings
from kit.http.bodies import read_to_the_end, refuse_cut

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intranet.settings")
read_settings()
application = read_to_the_end(refuse_cut(get_wsgi_application()))

#!/bin/sh
# Starts one process of the server profile, unless the database is behind this version.
set -eu
python manage.py ready
exec "$@"

# One image for every process of the server profile: web, live, worker, beat.

FROM node:22.21-bookworm-slim AS typeface
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.12.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements-uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && python -m venv --without-pip /venv \
    && uv pip sync --no-cache --python /venv/bin/python --require-hashes requirements.txt

FROM python:3.12.12-slim-bookworm
# Two arenas: with one for each thread glibc keeps a quarter more memory than is in use.
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/app/var MALLOC_ARENA_MAX=2
RUN groupadd --gid 10001 flurfunk \
    && useradd --uid 10001 --gid 10001 --home-dir /app --shell /usr/sbin/nologin flurfunk \
    && mkdir -p /app/var/media && chown -R flurfunk:flurfunk /app
WORKDIR /app
COPY --from=packages /venv /venv
COPY --chown=flurfunk . .
COPY --from=typeface --chown=flurfunk /build/node_modules node_modules
USER flurfunk
# The key serves this one command only and stays in no layer.
RUN SECRET_KEY=for-this-build-step-only-for-this-build-step-only-for-this \
    python manage.py prepare --no-database && rm -f var/flurfunk.sqlite3*
EXPOSE 8000
ENTRYPOINT ["deploy/entry.sh"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "intranet.wsgi:application"]

# One image for every process of the server profile: web, live, worker, beat.

FROM node:22.21-bookworm-slim AS typeface
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci

FROM python:3.12.12-slim-bookworm AS packages
WORKDIR /build
COPY requirements-uv.txt requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.txt \
    && python -m venv --without-pip /venv \
    && uv pip sync --no-cache --python /venv/bin/python --require-hashes requirements.txt

FROM python:3.12.12-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/app/var
RUN useradd --uid 10001 --home-dir /app --shell /usr/sbin/nologin flurfunk \
    && mkdir -p /app/var/media && chown -R flurfunk /app
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

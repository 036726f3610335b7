# One image for web, worker, beat and migrate; docker-compose.yml says which of them a container is.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/portfolio-hub

RUN groupadd --gid 10001 hub \
    && useradd --uid 10001 --gid hub --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin hub \
    && install --directory --owner hub --group hub --mode 0750 /var/lib/portfolio-hub

# What lays out PDFs of reports and briefs.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements/base.txt

COPY . .
RUN SECRET_KEY=only-for-this-step REDIS_URL=memory:// python manage.py collectstatic --no-input --verbosity 0

USER hub
VOLUME /var/lib/portfolio-hub
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:portfolio_hub.gunicorn_config", "--bind", "0.0.0.0:8000"]

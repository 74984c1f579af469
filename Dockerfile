# Likeness as an image: every package pinned by its hash, no root, nothing to write to but /data and /tmp.
FROM python:3.13-slim

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PYTHONUNBUFFERED=1
WORKDIR /opt/likeness

COPY requirements.run.txt ./
RUN pip install --require-hashes -r requirements.run.txt

COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY handlers handlers
COPY workflow workflow
COPY providers providers
COPY storage storage
COPY sandbox sandbox
RUN pip install --no-deps --no-build-isolation . \
    && useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin likeness \
    && install -d -m 0700 -o likeness -g likeness /data

USER 10001:10001
WORKDIR /
ENV LIKENESS_HOST=0.0.0.0 LIKENESS_PORT=3000 LIKENESS_DATA_DIR=/data HOME=/tmp
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"LIKENESS_PORT\"]}/healthz', timeout=8)"]
ENTRYPOINT ["likeness"]
CMD ["run"]

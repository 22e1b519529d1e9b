# The bot in one container: receive, converse, deliver, on SQLite in the volume /data.
FROM python:3.12-slim
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 LIAISON_DATA_DIR=/data LIAISON_LOG_FORMAT=json
WORKDIR /app
COPY requirements.lock .
RUN pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
    && python -m compileall -q bot handlers liaison delivery storage playground \
    && useradd --uid 10001 --create-home liaison \
    && install --directory --owner liaison --mode 700 /data
USER 10001
VOLUME /data
CMD ["liaison", "run"]

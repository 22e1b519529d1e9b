# One image for every role (`liaison run`, `receive`, `dispatch`, `deliver`, `clock`) and every command. No compiler, no pip,
# no root in it; what it writes goes to /data and /tmp, so it runs read-only.
#
# To build the same image again on another day, pin the base by its digest too:
#   docker buildx imagetools inspect python:3.12.11-slim-bookworm     # says sha256:…
#   docker build --build-arg BASE=python:3.12.11-slim-bookworm@sha256:… .
ARG BASE=python:3.12.11-slim-bookworm

# The libraries, all of them wheels and every hash checked. Changes only with the lock file.
FROM ${BASE} AS libraries
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
COPY requirements.lock .
# uv is there to make environments; this is one already. Bytecode that names no time, so that it is the same each time.
RUN python -m venv --without-pip /opt/liaison \
    && pip --python /opt/liaison/bin/python install --no-compile --only-binary :all: --require-hashes \
        --requirement requirements.lock \
    && pip --python /opt/liaison/bin/python uninstall --yes uv \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/liaison/lib

# The program.
FROM libraries AS program
COPY . .
RUN pip --python /opt/liaison/bin/python install --no-compile --no-deps --no-build-isolation --target /opt/program . \
    && python -m compileall -q -j 0 --invalidation-mode unchecked-hash /opt/program

FROM ${BASE}
LABEL org.opencontainers.image.title="liaison" \
      org.opencontainers.image.description="A citizen reaches their elected deputy in a chat, and hears back." \
      org.opencontainers.image.licenses="MIT"
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin liaison \
    && install --directory --owner liaison --group liaison --mode 700 /data
COPY --from=libraries /opt/liaison /opt/liaison
COPY --from=program /opt/program /opt/program
COPY congress /app/congress
ENV PATH=/opt/program/bin:/opt/liaison/bin:$PATH PYTHONPATH=/opt/program \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    LIAISON_DATA_DIR=/data LIAISON_LOG_FORMAT=json
WORKDIR /app
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["liaison"]
CMD ["run"]

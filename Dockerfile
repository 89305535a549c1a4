# copperbottom with all that it needs, for a machine that runs containers.
#   docker build -t copperbottom .
#   docker run --rm -v "$PWD":/data copperbottom load /data/papers
# compose.yaml runs it on a schedule. Everything that is written lies in /data.

FROM python:3.12-slim-bookworm AS build
WORKDIR /src
COPY requirements-setup.txt requirements-run.lock pyproject.toml README.md LICENSE ./
COPY docker/install.sh docker/install.sh
COPY copperbottom copperbottom
COPY extract extract
COPY collect collect
COPY expectations expectations
COPY warehouse warehouse
COPY report report
COPY dbt_project dbt_project
COPY dags dags
COPY samples/papers samples/papers
RUN docker/install.sh /opt/copperbottom

FROM python:3.12-slim-bookworm
COPY --from=build /opt/copperbottom /opt/copperbottom
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin copperbottom \
    && install --directory --owner copperbottom --group copperbottom /data
ENV PATH=/opt/copperbottom/bin:$PATH \
    COPPERBOTTOM_HOME=/data \
    HOME=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONSAFEPATH=1 \
    PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=5m --timeout=30s --start-period=30s CMD ["copperbottom", "doctor"]
ENTRYPOINT ["copperbottom"]
CMD ["--help"]

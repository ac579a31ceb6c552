# Media Worker in a container. Build: docker build -t media-worker .
# Run, on a folder of yours that holds (or will hold) jobs.db:
#   docker run -d --name media-worker --user "$(id -u):$(id -g)" --stop-timeout 60 \
#     -v "$PWD:/studio" -v media-worker-cache:/cache --env-file .env media-worker
# Commands: docker exec media-worker worker status
#
# Volumes
#   /studio  jobs.db with its -wal and -shm, inputs, output/, logs/, worker.properties, .env. A folder of
#            the host itself, on a local disk: SQLite's WAL needs shared memory, which network mounts and
#            some desktop file sharing do not have. Programs on the host may use jobs.db meanwhile only
#            where both see the same kernel (Linux); with a virtual machine between, let one side write.
#   /cache   the unpacked FFmpeg (90 MB); may be lost.
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml ./
COPY .mvn .mvn
RUN mvn -B -q dependency:go-offline
COPY . .
RUN mvn -B -q package -DskipTests

FROM eclipse-temurin:17-jre
ENV LANG=C.UTF-8 \
    WORKER_FFMPEG_CACHE_DIR=/cache/ffmpeg
WORKDIR /opt/media-worker
COPY --from=build /src/bin ./bin
COPY --from=build /src/worker.properties ./
COPY --from=build /src/pom.xml /src/jobs.sql ./
COPY --from=build /src/target/media-worker.jar ./target/
COPY --from=build /src/target/lib ./target/lib
# The classes for a quick start are archived once, here, where the folder can still be written. That runs
# a worker, which unpacks an FFmpeg for this user alone.
RUN mkdir -p src/main /cache /studio \
    && touch target/media-worker.jar \
    && bin/worker --version \
    && rm -rf /root/.cache/media-worker \
    && ln -s /opt/media-worker/bin/worker /usr/local/bin/worker \
    && useradd --create-home --uid 10001 worker \
    && chown worker:worker /cache /studio \
    && chmod 1777 /cache
USER worker
WORKDIR /studio
VOLUME ["/studio", "/cache"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=1m --timeout=20s --start-period=30s \
    CMD ["worker", "doctor", "--alive"]
ENTRYPOINT ["worker"]
CMD ["run"]

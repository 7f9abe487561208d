# Threadwatch with what it needs to run, and nothing else: Node, the program in a few files, and the packages of production
# and the sources for the other programs. docs/deploying.md says how to build and run it. All images must be of the same
# Debian release.
FROM node:24-bookworm-slim AS bundle
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY rolldown.config.js ./
COPY commands commands
COPY src src
RUN npm run build

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# --ignore-scripts: no package runs code while it is installed, and none needs to.
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
COPY commands commands
COPY src src
COPY ops/healthcheck.cjs ops/healthcheck.cjs
COPY --from=bundle /app/dist dist
RUN mkdir -p /data node_modules/.cache && chown 10001:10001 /data node_modules/.cache
# Compiled as the user that runs it, since the user is part of the cache's key.
USER 10001:10001
RUN ["node", "--max-semi-space-size=4", "dist/compile.js"]

FROM debian:bookworm-slim
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /data /data
WORKDIR /app
USER 10001:10001
ENV NODE_ENV=production \
    STORE_URL=sqlite:/data/threadwatch.db \
    HTTP_HOST=0.0.0.0 \
    HTTP_PORT=8080
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 CMD ["node", "ops/healthcheck.cjs"]
CMD ["node", "--max-semi-space-size=4", "dist/main.js"]

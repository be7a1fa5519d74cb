# The router alone: Redis and mail are other containers, see docker-compose.yml. What it needs of its packages is in dist.
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
COPY scripts/setup.sh scripts/bundle.mjs scripts/left-out.mjs scripts/
COPY src src
RUN sh scripts/setup.sh build

FROM node:${NODE_VERSION}-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY bin bin
COPY routing-rules routing-rules
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--single-threaded-gc", "--max-semi-space-size=32", "bin/pagectl"]
CMD ["serve"]

# Every image of the platform, one target each: migrate, accounts, auth, finops, assistant, gateway, web.
#   docker build --target gateway -t ai-finops/gateway .
# Plain instructions only, so that Podman and Buildah build it as Docker does.

ARG NODE_IMAGE=docker.io/library/node:26-bookworm-slim

# ---- what every stage begins with -------------------------------------------------------------------
FROM ${NODE_IMAGE} AS base
ENV NODE_ENV=production \
    NEXT_TELEMETRY_DISABLED=1 \
    CHECKPOINT_DISABLE=1 \
    NPM_CONFIG_AUDIT=false \
    NPM_CONFIG_FUND=false \
    NPM_CONFIG_UPDATE_NOTIFIER=false
WORKDIR /app

# ---- the manifests alone, so that installs are cached until one of them changes ----------------------
FROM base AS manifests
COPY package.json package-lock.json ./
COPY platform/link-node.mjs platform/
COPY packages/service-kit/package.json packages/service-kit/
COPY packages/demo-bill/package.json packages/demo-bill/
COPY packages/sdk/package.json packages/sdk/
COPY packages/cli/package.json packages/cli/
COPY packages/cli/bin packages/cli/bin/
COPY packages/testkit/package.json packages/testkit/
COPY subgraphs/accounts/package.json subgraphs/accounts/
COPY subgraphs/auth/package.json subgraphs/auth/
COPY subgraphs/finops/package.json subgraphs/finops/
COPY subgraphs/assistant/package.json subgraphs/assistant/
COPY gateway/package.json gateway/
COPY web/package.json web/

# ---- everything built: generated, compiled, bundled --------------------------------------------------
FROM manifests AS build
RUN NODE_ENV=development npm ci
COPY . .
# Next builds these two into the pages: the addresses by which browsers reach the REST services.
ARG NEXT_PUBLIC_API_URL=http://localhost:3000
ARG NEXT_PUBLIC_AUTH_URL=http://localhost:3001
RUN NODE_ENV=development \
    NEXT_PUBLIC_API_URL=${NEXT_PUBLIC_API_URL} \
    NEXT_PUBLIC_AUTH_URL=${NEXT_PUBLIC_AUTH_URL} \
    node platform/build.ts

# ---- one-shot: brings the database up to the committed migrations and ends ---------------------------
FROM manifests AS migrate
RUN NODE_ENV=development npm ci --ignore-scripts \
      --include-workspace-root -w packages/service-kit \
    && npm cache clean --force
COPY platform platform/
COPY prisma prisma/
USER node
CMD ["node", "platform/migrate.ts"]

# ---- what the servers need at run time; one layer that their images share ----------------------------
FROM manifests AS server-modules
RUN npm ci --omit=dev \
      -w packages/service-kit -w packages/demo-bill -w gateway \
      -w subgraphs/accounts -w subgraphs/auth -w subgraphs/finops -w subgraphs/assistant \
    && npm cache clean --force

FROM server-modules AS server
ENV HOST=0.0.0.0
COPY --from=build /app/packages/service-kit/dist packages/service-kit/dist/
COPY --from=build /app/packages/demo-bill/dist packages/demo-bill/dist/

FROM server AS accounts
COPY --from=build /app/subgraphs/accounts/dist subgraphs/accounts/dist/
RUN mkdir -p /data/outbox && chown -R node:node /data
ENV MAIL_OUTBOX_DIR=/data/outbox
USER node
VOLUME /data
EXPOSE 3002
CMD ["node", "subgraphs/accounts/dist/main.js"]

FROM server AS auth
COPY --from=build /app/subgraphs/auth/dist subgraphs/auth/dist/
COPY --from=build /app/subgraphs/auth/data subgraphs/auth/data/
USER node
EXPOSE 3001
CMD ["node", "subgraphs/auth/dist/main.js"]

FROM server AS finops
COPY --from=build /app/subgraphs/finops/dist subgraphs/finops/dist/
RUN mkdir -p /data/uploads /data/chdb && chown -R node:node /data
ENV UPLOAD_DIR=/data/uploads CHDB_PATH=/data/chdb UV_THREADPOOL_SIZE=16
USER node
VOLUME /data
EXPOSE 3000
CMD ["node", "subgraphs/finops/dist/main.js"]

FROM server AS assistant
COPY --from=build /app/subgraphs/assistant/dist subgraphs/assistant/dist/
USER node
EXPOSE 3004
CMD ["node", "subgraphs/assistant/dist/main.js"]

FROM server AS gateway
COPY --from=build /app/gateway/dist gateway/dist/
COPY gateway/supergraph.graphql gateway/
COPY --from=build /app/gateway/generated gateway/generated/
USER node
EXPOSE 4000
CMD ["node", "gateway/dist/main.js"]

# ---- the web app, which shares no code with the servers ----------------------------------------------
FROM manifests AS web
RUN npm ci --omit=dev -w web && npm cache clean --force
COPY --from=build /app/web web/
# Next keeps rendered pages there.
RUN mkdir -p web/.next/cache && chown -R node:node web/.next/cache
USER node
EXPOSE 3003
WORKDIR /app/web
CMD ["node", "/app/node_modules/next/dist/bin/next", "start", "-p", "3003", "-H", "0.0.0.0"]

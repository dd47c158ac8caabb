# One image for web, worker and edge: the workspace whole, because Node runs its TypeScript as it is.
#   docker build --target web -t vedette-web .
FROM node:24-slim AS base
ENV NEXT_TELEMETRY_DISABLED=1 TURBO_TELEMETRY_DISABLED=1 CHECKPOINT_DISABLE=1
WORKDIR /app
RUN npm install --global --no-fund --no-audit pnpm@12.21.0

# Everything that is made from sources: the database client and the admin UI.
FROM base AS build
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline && node_modules/.bin/turbo run build --filter=@vedette/web

# What works on the whole of an instance while nothing else does: backup and restore.
FROM build AS tools

FROM base AS runtime
ENV NODE_ENV=production
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch --prod
COPY . .
RUN pnpm install --prod --frozen-lockfile --offline \
  --filter-prod "@vedette/web..." --filter-prod "@vedette/worker..." --filter-prod "@vedette/edge..." \
  && mkdir /data /run/vedette && chown node:node /data /run/vedette
COPY --from=build /app/packages/db/src/generated packages/db/src/generated
USER node
STOPSIGNAL SIGTERM
# Turns the secrets that lie in /run/vedette into variables, then becomes the program named behind it.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "tools/deploy/with-secrets.ts"]

FROM runtime AS worker
EXPOSE 3002
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3002/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# The heap's flags are those of tools/launcher/product.ts.
ENTRYPOINT ["node", "--disable-warning=ExperimentalWarning", "--max-semi-space-size=16", "--heap-growing-percent=40", "--no-allocation-site-pretenuring", "tools/deploy/with-secrets.ts"]
CMD ["apps/worker/src/main.ts"]

FROM runtime AS edge
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 3001
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3001/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["apps/edge/src/main.ts"]

FROM runtime AS web
COPY --from=build --chown=node:node /app/apps/web/.next apps/web/.next
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/healthz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["apps/web/src/server.ts"]

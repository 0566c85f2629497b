# The programs beside the portal for production, each an image of its own:
#   docker build -f deploy/programs.Dockerfile --build-arg PROGRAM=fileserver -t registry.example.org/moorage/fileserver:0.1.0 .
#   docker build -f deploy/programs.Dockerfile --build-arg PROGRAM=gateway --build-arg USER=65532 --build-arg NODE_OPTIONS= -t registry.example.org/moorage/gateway:0.1.0 .
FROM node:24-trixie-slim AS build
ARG PROGRAM
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node cluster/images/bundle.ts "$PROGRAM" /program

FROM node:24-trixie-slim
# File servers own what they write: the user of workloads.
ARG USER=1000
# Keeps file servers small; why, and why here, stands in cluster/images/program-image.ts.
ARG NODE_OPTIONS="--max-semi-space-size=1 --max-old-space-size=256"
ENV NODE_ENV=production NODE_OPTIONS=${NODE_OPTIONS} MALLOC_ARENA_MAX=1
COPY --from=build /program/ /opt/moorage/
# By number: kubelet cannot prove that a user given by name is not root.
USER ${USER}:${USER}
ENTRYPOINT ["node", "/opt/moorage/main.mjs"]

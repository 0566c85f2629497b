# The programs beside the portal for production, each an image of its own:
#   docker build -f deploy/programs.Dockerfile --build-arg PROGRAM=fileserver -t registry.example.org/moorage/fileserver:0.1.0 .
#   docker build -f deploy/programs.Dockerfile --build-arg PROGRAM=gateway --build-arg USER=65532 -t registry.example.org/moorage/gateway:0.1.0 .
FROM node:24-trixie-slim AS build
ARG PROGRAM
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node cluster/images/bundle.ts "$PROGRAM" /main.mjs

FROM node:24-trixie-slim
# File servers own what they write: the user of workloads.
ARG USER=1000
ENV NODE_ENV=production
COPY --from=build /main.mjs /opt/moorage/main.mjs
# By number: kubelet cannot prove that a user given by name is not root.
USER ${USER}:${USER}
ENTRYPOINT ["node", "/opt/moorage/main.mjs"]

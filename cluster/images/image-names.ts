/** The images of the local cluster. Tags are the versions of what is inside; our own images count up. */
export const IMAGE_NAMES = {
  pause: 'moorage.dev/pause:1',
  toolbox: 'moorage.dev/toolbox:1',
  /** Only where it was asked for: it is large. */
  notebook: 'moorage.dev/notebook:1',
  coredns: 'moorage.dev/coredns:1.15.0',
  contour: 'moorage.dev/contour:1.33.8',
  envoy: 'moorage.dev/envoy:1.40.0',
  metricsServer: 'moorage.dev/metrics-server:0.9.0',
  identity: 'moorage.dev/identity:1',
  /** Tagged with the version in package.json, as all that is Moorage itself. */
  portal: 'moorage.dev/portal:0.1.0',
  /** The admission policies know it by name: only this image runs as a file server. */
  fileServer: 'moorage.dev/fileserver:0.1.0',
  gateway: 'moorage.dev/gateway:0.1.0',
} as const

/** The user of every image that serves the cluster itself; the toolbox has one of its own. */
export const NONROOT_USER = '65532:65532'

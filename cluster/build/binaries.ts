import path from 'node:path'

/** One program of the cluster and the Go package that it is built from. */
export interface Binary {
  name: string
  /** Folder below `cluster/go`: a Go module with exact versions in go.mod and go.sum. */
  module: 'kubernetes' | 'containerd' | 'contour'
  package: string
  /** Go's name for the result, where it is not `name`. */
  builtAs?: string
  /** Build tags; with them goes cgo. */
  cgoTags?: string
}

const KUBERNETES_VERSION = 'v1.36.3'

export const GO_DIR = path.join(import.meta.dirname, '..', 'go')

/** What `kubectl version` and the node report; Kubernetes sets these at link time. */
export const LINKER_FLAGS = [
  '-s -w',
  `-X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`,
  '-X k8s.io/component-base/version.gitMajor=1',
  '-X k8s.io/component-base/version.gitMinor=36',
  `-X k8s.io/client-go/pkg/version.gitVersion=${KUBERNETES_VERSION}`,
].join(' ')

const kubernetes = (name: string): Binary => ({
  name,
  module: 'kubernetes',
  package: `k8s.io/kubernetes/cmd/${name}`,
})
const containerd = (name: string): Binary => ({
  name,
  module: 'containerd',
  package: `github.com/containerd/containerd/v2/cmd/${name}`,
})
const cni = (kind: string, name: string): Binary => ({
  name,
  module: 'containerd',
  package: `github.com/containernetworking/plugins/plugins/${kind}/${name}`,
})

/** Largest first: the later ones then find most packages compiled. */
export const binaries: readonly Binary[] = [
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kubelet'),
  kubernetes('kube-scheduler'),
  kubernetes('kube-proxy'),
  kubernetes('kubectl'),
  { name: 'etcd', module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3', builtAs: 'server' },
  containerd('containerd'),
  containerd('containerd-shim-runc-v2'),
  containerd('ctr'),
  { name: 'runc', module: 'containerd', package: 'github.com/opencontainers/runc', cgoTags: 'seccomp' },
  cni('main', 'ptp'),
  cni('main', 'loopback'),
  cni('ipam', 'host-local'),
  cni('meta', 'portmap'),
  { name: 'coredns', module: 'kubernetes', package: './coredns' },
  { name: 'metrics-server', module: 'kubernetes', package: 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
  { name: 'contour', module: 'contour', package: 'github.com/projectcontour/contour/cmd/contour' },
]

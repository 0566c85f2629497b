import { readFileSync } from 'node:fs'
import path from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'
import { AppError } from '#lib/errors.ts'

/** Which cluster to talk to: a kubeconfig file, or the cluster this process runs in. There is no default on purpose. */
export interface KubeConfigOptions {
  kubeconfigPath?: string
  /** A context of the file; without it, the file's current context. */
  context?: string
  inCluster?: boolean
}

export interface LoadedKubeConfig {
  config: KubeConfig
  /** Without a slash at its end; may have a path. */
  server: string
}

/** Loads the credentials and checks that they can be used; throws INVALID_INPUT with a sentence that names the cure. */
export function loadKubeConfig(options: KubeConfigOptions): LoadedKubeConfig {
  if (options.inCluster) return loadInCluster()
  if (!options.kubeconfigPath) throw new AppError('INVALID_INPUT', 'No kubeconfig was named, so no cluster is known.')
  const file = path.resolve(options.kubeconfigPath)
  const config = parseKubeConfig(file, readKubeConfig(file))
  if (options.context) config.setCurrentContext(options.context)
  return { config, server: requireServer(config, file) }
}

function loadInCluster(): LoadedKubeConfig {
  const config = new KubeConfig()
  // The token is a file that kubelet renews; client-node reads it again every minute.
  config.loadFromCluster()
  const server = config.getCurrentCluster()?.server
  if (!server || !process.env.KUBERNETES_SERVICE_HOST) {
    throw new AppError('INVALID_INPUT', 'This process does not run in a cluster; name a kubeconfig instead.')
  }
  return { config, server }
}

function readKubeConfig(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new AppError(
      'INVALID_INPUT',
      `The kubeconfig ${file} cannot be read; check the path, or start the cluster.`,
      {
        cause,
      },
    )
  }
}

function parseKubeConfig(file: string, text: string): KubeConfig {
  const config = new KubeConfig()
  try {
    config.loadFromString(text)
    config.makePathsAbsolute(path.dirname(file))
    return config
  } catch {
    // The parser's error quotes the lines around the mistake, which may be a key or a token: it is not passed on.
    throw new AppError('INVALID_INPUT', `The kubeconfig ${file} is not a valid kubeconfig.`)
  }
}

function requireServer(config: KubeConfig, file: string): string {
  const context = config.getCurrentContext()
  const cluster = context ? config.getCurrentCluster() : null
  if (!cluster) {
    const names = config.getContexts().map((candidate) => candidate.name)
    throw new AppError(
      'INVALID_INPUT',
      `The kubeconfig ${file} has no usable context "${context ?? ''}"; it has ${names.join(', ') || 'none'}.`,
    )
  }
  if (!URL.canParse(cluster.server)) {
    throw new AppError('INVALID_INPUT', `The kubeconfig ${file} has no valid server address for "${cluster.name}".`)
  }
  if (cluster.proxyUrl) {
    throw new AppError('INVALID_INPUT', `The kubeconfig ${file} asks for a proxy; Moorage talks to a cluster directly.`)
  }
  if (cluster.server.startsWith('http:') && !cluster.skipTLSVerify) {
    throw new AppError(
      'INVALID_INPUT',
      `The kubeconfig ${file} names a server without TLS; use https, or set insecure-skip-tls-verify to allow it.`,
    )
  }
  return cluster.server.replace(/\/+$/, '')
}

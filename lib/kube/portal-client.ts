import { getEnv } from '#lib/env.ts'
import { createKubeClient } from './client.ts'
import type { KubeClient, RequestEvent } from './client.ts'

interface PortalClientState {
  client?: KubeClient
  listeners: Set<(event: RequestEvent) => void>
}

// Next.js may load this file more than once per process; connections and credentials are needed once.
const shared = globalThis as typeof globalThis & { moorageKube?: PortalClientState }
shared.moorageKube ??= { listeners: new Set() }
const state = shared.moorageKube

/** The portal's own way to the cluster, with the rights of its service account; throws INVALID_INPUT without one. */
export function getKubeClient(): KubeClient {
  if (!state.client) {
    const { kubeconfigPath, kubeContext, readTimeoutMs, writeTimeoutMs } = getEnv()
    state.client = createKubeClient({
      ...(kubeconfigPath ? { kubeconfigPath, context: kubeContext ?? undefined } : { inCluster: true }),
      readTimeoutMs,
      writeTimeoutMs,
      onRequest: (event) => {
        for (const listener of state.listeners) listener(event)
      },
    })
  }
  return state.client
}

/** Tells of every exchange with the API server; the listener must not throw. Returns how to end that. */
export function onKubeRequest(listener: (event: RequestEvent) => void): () => void {
  state.listeners.add(listener)
  return () => state.listeners.delete(listener)
}

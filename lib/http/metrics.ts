import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { listCachedKinds } from '#lib/kube/cache.ts'

// Labels hold patterns and kinds only: no name of a person, a space or an object may get in here.
function createMetrics() {
  const registry = new Registry()
  // Event-loop delay, memory, garbage collection and CPU.
  collectDefaultMetrics({ register: registry, prefix: 'moorage_' })
  const registers = [registry]
  const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
  return {
    registry,
    httpRequests: new Counter({
      name: 'moorage_http_requests_total',
      help: 'Requests answered, by the pattern of the route',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    httpDuration: new Histogram({
      name: 'moorage_http_request_duration_seconds',
      help: 'From the first byte of a request to the last byte of its answer; event streams and logs are left out',
      labelNames: ['method', 'route'],
      buckets: seconds,
      registers,
    }),
    actions: new Counter({
      name: 'moorage_actions_total',
      help: 'Server actions, by how they ended',
      labelNames: ['action', 'code'],
      registers,
    }),
    kubeRequests: new Counter({
      name: 'moorage_kube_requests_total',
      help: 'Exchanges with the API server; status 0: no answer',
      labelNames: ['verb', 'resource', 'status'],
      registers,
    }),
    kubeDuration: new Histogram({
      name: 'moorage_kube_request_duration_seconds',
      help: 'Until the head of the API server’s answer',
      labelNames: ['verb', 'resource'],
      buckets: seconds,
      registers,
    }),
    cacheObjects: new Gauge({
      name: 'moorage_cache_objects',
      help: 'Objects in the cache',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const { name, size } of listCachedKinds()) this.set({ kind: name }, size)
      },
    }),
    cacheAge: new Gauge({
      name: 'moorage_cache_age_seconds',
      help: 'How long ago the cache was last known to be current; +Inf before its first list',
      labelNames: ['kind'],
      registers,
      collect() {
        for (const kind of listCachedKinds()) this.set({ kind: kind.name }, kind.ageMs() / 1000)
      },
    }),
    liveStreams: new Gauge({ name: 'moorage_live_streams', help: 'Open event streams', registers }),
    liveEvents: new Counter({
      name: 'moorage_live_events_total',
      help: 'Changes published, each counted once per space',
      labelNames: ['kind'],
      registers,
    }),
    liveLags: new Counter({
      name: 'moorage_live_lags_total',
      help: 'Streams whose reader was too slow and had to read everything again',
      registers,
    }),
    logStreams: new Gauge({ name: 'moorage_log_streams', help: 'Logs of workloads that are being read', registers }),
    logLinesSkipped: new Counter({
      name: 'moorage_log_lines_skipped_total',
      help: 'Lines of logs that came faster than a page can show',
      registers,
    }),
  }
}

// Next.js may load this file more than once per process; a number counted in two places is none.
const shared = globalThis as typeof globalThis & { moorageMetrics?: ReturnType<typeof createMetrics> }
shared.moorageMetrics ??= createMetrics()
export const metrics = shared.moorageMetrics

export function countAction(action: string, code: string): void {
  metrics.actions.inc({ action, code })
}

import type { FormContainer } from './objects-form.ts'
import type { LaunchFields, LaunchInput } from './schema-launch.ts'

const PERIOD_SECONDS = 5
const TIMEOUT_SECONDS = 3
const AUTO_START_SECONDS = 300

/**
 * A start-up probe that looks every few seconds as long as it may take, then readiness. Restarting what does not answer
 * is only for who asks for it: a notebook that computes does not answer either.
 */
export function buildProbes({ kind, probe, ports }: Pick<LaunchInput, 'kind' | 'probe' | 'ports'>) {
  const first = ports[0]
  if (kind !== 'service' || probe.check === 'none' || (probe.check === 'auto' && !first)) return {}
  const port = probe.check === 'auto' ? first?.port : probe.port
  const action = probe.check === 'http' ? { httpGet: { path: probe.path, port } } : { tcpSocket: { port } }
  const every = { ...action, periodSeconds: PERIOD_SECONDS, timeoutSeconds: TIMEOUT_SECONDS }
  const startSeconds = probe.check === 'auto' ? AUTO_START_SECONDS : probe.startSeconds
  return {
    // Every second while it starts: what is ready sooner is shown sooner.
    startupProbe: { ...every, periodSeconds: 1, failureThreshold: startSeconds },
    readinessProbe: { ...every, failureThreshold: 3 },
    ...(probe.check === 'http' && probe.isRestarting ? { livenessProbe: { ...every, failureThreshold: 6 } } : {}),
  }
}

/** The form's own words for the probes of a container; "none" for what the form does not know, such as commands. */
export function toFormProbe({
  startupProbe,
  readinessProbe,
  livenessProbe,
  ports,
}: FormContainer): LaunchFields['probe'] {
  const { httpGet, tcpSocket } = readinessProbe ?? startupProbe ?? livenessProbe ?? {}
  const { port, path = '' } = httpGet ?? tcpSocket ?? {}
  const number = typeof port === 'string' ? ports.find(({ name }) => name === port)?.containerPort : port
  if (number === undefined) return { check: 'none' }
  const startSeconds = startupProbe ? startupProbe.failureThreshold * startupProbe.periodSeconds : AUTO_START_SECONDS
  if (httpGet) {
    return { check: 'http', port: number, path: path || '/', startSeconds, isRestarting: livenessProbe !== undefined }
  }
  const isAuto = number === ports[0]?.containerPort && startSeconds === AUTO_START_SECONDS
  return isAuto ? { check: 'auto' } : { check: 'tcp', port: number, startSeconds }
}

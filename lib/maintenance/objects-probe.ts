import { z } from 'zod'
import { MANAGED_BY, MANAGED_BY_LABEL } from '#lib/auth/managed-namespace.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import type { ProbeState } from './schema.ts'

const PROBE_NAME = 'moorage-probe'
/** Labels under moorage.dev/ are never taken from input, so that no workload of anybody passes for the probe. */
export const PROBE_SELECTOR = 'moorage.dev/probe=network-policies'

const LABELS = { [MANAGED_BY_LABEL]: MANAGED_BY, 'moorage.dev/probe': 'network-policies' }
const NOBODY = 1000
/** A result of last month says little about a cluster of today. */
const KEPT_SECONDS = 14 * 86_400
const DEADLINE_SECONDS = 120

/**
 * Runs in a space, whose own policies let it reach the cluster's DNS and no API server: DNS has to answer and the API
 * server must not. Some clusters close a new pod a moment after its start: only what stays open counts as open.
 */
const PROGRAM = `
const net = require('node:net')
const fs = require('node:fs')
const dns = /^nameserver\\s+(\\S+)/m.exec(fs.readFileSync('/etc/resolv.conf', 'utf8'))
const places = {
  open: { host: dns ? dns[1] : '127.0.0.1', port: 53 },
  closed: { host: process.env.KUBERNETES_SERVICE_HOST, port: Number(process.env.KUBERNETES_SERVICE_PORT) },
}
const reach = (place) => new Promise((resolve) => {
  const socket = net.connect({ ...place, timeout: 3000 })
  const end = (word) => { socket.destroy(); resolve(word) }
  socket.once('connect', () => end('connected'))
  socket.once('timeout', () => end('no answer'))
  socket.once('error', (error) => end(error.code))
})
async function main() {
  let seen = {}
  for (let round = 1; round <= 10; round += 1) {
    const [open, closed] = await Promise.all([reach(places.open), reach(places.closed)])
    seen = { open, closed, round }
    if (open === 'connected' && closed !== 'connected') break
    await new Promise((resolve) => setTimeout(resolve, 2000))
  }
  fs.writeFileSync('/dev/termination-log', JSON.stringify(seen))
}
main()
`

/** A Job in a space: it has what every pod there has, no token and the space's own policies. */
export function buildProbe({ namespace, image }: { namespace: string; image: string }): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: PROBE_NAME, namespace, labels: LABELS },
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: {
        metadata: { labels: LABELS },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: NOBODY,
            runAsGroup: NOBODY,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'probe',
              image,
              command: ['node', '-e', PROGRAM],
              resources: {
                requests: { cpu: '10m', memory: '64Mi' },
                limits: { cpu: '500m', memory: '128Mi' },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
        },
      },
    },
  }
}

const jobSchema = z.object({
  metadata: z.object({ uid: z.string(), creationTimestamp: z.string() }),
  status: z
    .object({
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: z.string().default(''),
            message: z.string().default(''),
            lastTransitionTime: z.string().optional(),
          }),
        )
        .default([]),
    })
    .default({ conditions: [] }),
})

const podSchema = z.object({
  status: z
    .object({
      phase: z.string().default('Pending'),
      containerStatuses: z
        .array(
          z.object({
            state: z
              .object({
                waiting: z.object({ reason: z.string().default(''), message: z.string().default('') }).optional(),
                terminated: z.object({ exitCode: z.int(), message: z.string().default('') }).optional(),
              })
              .default({}),
          }),
        )
        .default([]),
    })
    .default({ phase: 'Pending', containerStatuses: [] }),
})

const seenSchema = z.object({ open: z.string(), closed: z.string(), round: z.int() })

export interface ProbeResult {
  state: ProbeState
  at: string | null
  facts: string | null
  /** Of the Job; null when there is none. */
  uid: string | null
}

/** What the Job of the last probe, and the pods that it has, tell. */
export function toProbeResult(job: KubeObject | null, pods: readonly KubeObject[]): ProbeResult {
  if (!job) return { state: 'never', at: null, facts: null, uid: null }
  const { metadata, status } = jobSchema.parse(job)
  const { uid, creationTimestamp } = metadata
  const end = status.conditions.find(
    (condition) => condition.status === 'True' && ['Complete', 'Failed'].includes(condition.type),
  )
  const states = pods.flatMap((pod) => podSchema.parse(pod).status.containerStatuses.map(({ state }) => state))
  if (!end) {
    const waiting = states.find((state) => state.waiting)?.waiting
    const facts = waiting ? `${waiting.reason} ${waiting.message}`.trim() : null
    return { state: 'running', at: creationTimestamp, facts, uid }
  }
  const at = end.lastTransitionTime ?? creationTimestamp
  const seen = states.flatMap((state) => parseSeen(state.terminated?.message ?? ''))[0]
  const exits = states.flatMap(({ terminated }) => (terminated ? [`exit code ${terminated.exitCode}`] : []))
  if (!seen) return { state: 'unclear', at, facts: [end.reason, end.message, ...exits].filter(Boolean).join('\n'), uid }
  const facts = `DNS, which has to be reachable: ${seen.open}\nAPI server, which must not be: ${seen.closed}\nRounds: ${seen.round}`
  // Where not even DNS can be reached, an API server that is silent proves nothing.
  if (seen.open !== 'connected') return { state: 'unclear', at, facts, uid }
  return { state: seen.closed === 'connected' ? 'not-enforced' : 'enforced', at, facts, uid }
}

function parseSeen(text: string): z.output<typeof seenSchema>[] {
  try {
    return [seenSchema.parse(JSON.parse(text))]
  } catch {
    return []
  }
}

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { WebSocket } from 'ws'
import { readFileKeys, toPublicKeys } from '#cluster/demo/portal-secrets.ts'
import { createExecutor } from '#lib/kube/exec.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { toUserRecord } from '#lib/auth/user-record.ts'
import { getTerminalHost } from '#lib/workloads/objects-tickets.ts'
import {
  TERMINAL_AUDIENCE,
  TERMINAL_PATH,
  TERMINAL_PROTOCOL,
  TERMINAL_TICKET_TYP,
} from '#lib/workloads/schema-tickets.ts'
import type { DemoPeople, DemoPerson } from './demo-people.ts'
import type { LaunchedWorkload } from './gateway-stage.ts'

const CONTAINER_COMMAND = ['/bin/sh', '-c', 'exec sh']
const KEYS = 'moorage'

/** Types one letter and waits until it is shown; null when the terminal is gone. */
export interface Typist {
  echo(letter: string): Promise<number>
  close(): void
}

function createTypist(send: (data: Buffer) => void, close: () => void) {
  let resolve: ((at: number) => void) | null = null
  return {
    onOutput(): void {
      resolve?.(performance.now())
      resolve = null
    },
    async echo(letter: string): Promise<number> {
      const shown = new Promise<number>((done) => {
        resolve = done
      })
      const typedAt = performance.now()
      send(Buffer.from(letter))
      return (await shown) - typedAt
    },
    close,
  }
}

/** A terminal as the page of a workload opens it, through ingress and gateway. */
export async function openTerminal(
  { client, portalUrl }: DemoPeople,
  person: DemoPerson,
  workload: LaunchedWorkload,
): Promise<Typist> {
  const raw = await requireObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: person.username })
  const user = toUserRecord(raw)
  const fileKeys = await readFileKeys(client)
  const [key] = (JSON.parse(fileKeys) as { keys: JWK[] }).keys
  const [{ kid }] = toPublicKeys(fileKeys) as [{ kid: string }]
  const now = Math.floor(Date.now() / 1000)
  const ticket = await new SignJWT({
    iss: portalUrl,
    jti: randomUUID(),
    iat: now,
    person: { uid: user.uid, username: user.username, sid: user.sessions[0]?.sid ?? '', groups: [] },
    space: person.space,
    kind: 'service',
    name: 'bench',
    uid: workload.uid,
    pod: workload.pod.name,
    podUid: workload.pod.uid,
    container: 'bench',
  })
    .setAudience(TERMINAL_AUDIENCE)
    .setExpirationTime(now + 60)
    .setProtectedHeader({ alg: 'EdDSA', typ: TERMINAL_TICKET_TYP, kid })
    .sign(await importJWK({ ...key, alg: 'EdDSA' }, 'EdDSA'))
  const { port } = new URL(portalUrl)
  const host = getTerminalHost(`apps.localhost:${port}`)
  const socket = new WebSocket(`ws://127.0.0.1:${port}${TERMINAL_PATH}`, [TERMINAL_PROTOCOL, `ticket.${ticket}`], {
    headers: { host },
    origin: portalUrl,
    perMessageDeflate: false,
  })
  const typist = createTypist(
    (data) => socket.send(data, { binary: true }),
    () => socket.close(),
  )
  const isReady = new Promise<void>((resolve) => {
    socket.on('message', (_data: Buffer, isBinary) => {
      if (!isBinary) return
      resolve()
      typist.onOutput()
    })
  })
  await once(socket, 'open')
  await isReady
  return typist
}

/** The same through the API server alone, as kubectl does it. */
export async function openBareExec(kubeconfigPath: string, { namespace }: DemoPerson, pod: string): Promise<Typist> {
  const ready = Promise.withResolvers<void>()
  const state: { typist: ReturnType<typeof createTypist> | null } = { typist: null }
  const execution = await createExecutor({ kubeconfigPath })(
    { namespace, pod, container: 'bench', command: CONTAINER_COMMAND },
    {
      onOutput: () => {
        ready.resolve()
        state.typist?.onOutput()
      },
      onDrain: () => undefined,
      onEnd: () => undefined,
    },
  )
  state.typist = createTypist(
    (data) => execution.write(data),
    () => execution.close(),
  )
  await ready.promise
  return state.typist
}

/** In turn, so that both meet the same machine. */
export async function compareEchoes(
  ours: Typist,
  bare: Typist,
  count: number,
): Promise<{ ours: number[]; bare: number[] }> {
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let index = 0; index < count; index += 1) {
    // Erased again: a line that becomes long is drawn anew.
    const letter = index % 2 === 0 ? (KEYS[index % KEYS.length] ?? 'm') : '\x7f'
    for (const [name, typist] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      times[name].push(await typist.echo(letter))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return times
}

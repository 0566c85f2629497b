import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCachedKinds, watchKind } from '#lib/kube/cache.ts'
import type { CachedKind } from '#lib/kube/cache.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import { startScriptedServer } from '#lib/kube/scripted-server.ts'
import type { ScriptedServer } from '#lib/kube/scripted-server.ts'
import { getReadiness, startStopping } from './readiness.ts'

let server: ScriptedServer
const started: CachedKind<string>[] = []

beforeAll(async () => {
  server = await startScriptedServer()
})

afterAll(async () => {
  for (const kind of started) kind.stop()
  await server.close()
})

function define(isOptional: boolean): CachedKind<string> {
  const kind = watchKind<string>({
    name: `test-${randomUUID()}`,
    path: '/api/v1/nodes',
    isNamespaced: false,
    isOptional,
    client: createKubeClient({ kubeconfigPath: server.kubeconfigPath }),
    toItem: (raw) => raw.metadata.name,
  })
  started.push(kind)
  return kind
}

async function answerList(): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'NodeList', metadata: { resourceVersion: '1' }, items: [] }
  ;(await server.next()).sendJson(200, body)
}

test('ready means: each list was read once; later nothing but the end changes that', async () => {
  expect(getReadiness().status).toBe('starting')
  const needed = define(false)
  startCachedKinds()
  expect(getReadiness()).toEqual({ status: 'starting', waitingFor: [needed.name] })
  await answerList()
  await needed.synced
  expect(getReadiness()).toEqual({ status: 'ready', waitingFor: [] })
  // Named after the start: it is started at once, and what is optional is not waited for at all.
  const late = define(false)
  define(true)
  expect(getReadiness()).toEqual({ status: 'ready', waitingFor: [late.name] })
  expect(late.ageMs()).toBe(Infinity)
  startStopping()
  expect(getReadiness().status).toBe('stopping')
})

import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authorize } from '#lib/auth/authorize.ts'
import { explainWaiting } from '#lib/workloads/operations-gateway.ts'
import { createWebTicket } from '#lib/workloads/operations-tickets.ts'
import { listWorkloads } from '#lib/workloads/operations.ts'
import { readExplanation } from '#lib/workloads/testing/sentences.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import { pickPort, startGateway } from '#cluster/testing/gateway-under-test.ts'
import type { GatewayUnderTest } from '#cluster/testing/gateway-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { APPS_DOMAIN, GATEWAY_SECRET, launchKnown, requireActor, setStage } from './testing/apps-stage.ts'
import type { Stage } from './testing/apps-stage.ts'
import type { ServiceFields } from './testing/launch.ts'
import { openPortalDoor } from './testing/portal-door.ts'

/** The portal, which may not look into pods, the gateway, which may, and programs that listen where nobody reaches them. */
const listening = (address: string): ServiceFields => ({
  command: ['/usr/local/bin/node', '-e', `require('node:http').createServer().listen(${address})`],
  args: [],
})
const LOOPBACK = listening("8080, '127.0.0.1'")

let door: Awaited<ReturnType<typeof openPortalDoor>>
let gateway: GatewayUnderTest
let stage: Stage
let webUid = ''

beforeAll(async () => {
  const settings = await prepareFiles()
  const apps = { MOORAGE_APPS_DOMAIN: APPS_DOMAIN, MOORAGE_GATEWAY_SECRET: GATEWAY_SECRET }
  const internalPort = pickPort()
  const MOORAGE_GATEWAY_INTERNAL_URL = `http://${layout.nodeAddress}:${internalPort}`
  await becomePortal({ ...settings, ...apps, MOORAGE_WEB_PUBLIC: 'true', MOORAGE_GATEWAY_INTERNAL_URL })
  await startCaches()
  door = await openPortalDoor(layout.hostAddress)
  gateway = await startGateway({
    fileKeys: await readFile(settings.MOORAGE_FILES_KEYS_FILE ?? '', 'utf8'),
    internalPort,
    settings: { ...apps, MOORAGE_URL: settings.MOORAGE_URL ?? '', MOORAGE_PORTAL_INTERNAL_URL: door.url },
  })
  stage = await setStage()
  const own = { image: IMAGE_NAMES.toolbox, ...stage.own }
  await launchKnown({ ...own, name: 'loopback', fields: LOOPBACK })
  await launchKnown({ ...own, name: 'elsewhere', fields: listening('9090') })
  // Its image holds Node and nothing else.
  await launchKnown({ ...own, name: 'bare', image: IMAGE_NAMES.gateway, fields: LOOPBACK })
  await launchKnown({ ...own, name: 'nowhere', fields: { command: ['sleep', '3600'], args: [] } })
  webUid = await launchKnown({ ...own, name: 'unasked', fields: { ...LOOPBACK, probe: { check: 'none' } } })
})

afterAll(async () => {
  await gateway?.stop()
  door?.close()
  await stage?.remove()
  stopCaches()
})

function explainAll() {
  const all = listWorkloads(authorize(requireActor(stage.alice), 'workload.view', stage.own.space))
  return new Map(all.map(({ name, explanation }) => [name, explanation]))
}

test('people read why a port refuses: in vain on 127.0.0.1, elsewhere, or nowhere', async () => {
  await waitFor('all of it to be known', async () => {
    const reasons = explainAll()
    const isKnown = ['loopback', 'bare'].every((name) => reasons.get(name)?.reason === 'listens-on-loopback')
    return (
      isKnown && reasons.get('elsewhere')?.reason === 'wrong-port' && reasons.get('nowhere')?.reason === 'probe-refused'
    )
  })
  const all = explainAll()
  expect(all.get('loopback')).toMatchObject({
    state: 'failed',
    parameters: { port: 8080, otherPorts: '' },
    nextStep: { code: 'edit-command' },
  })
  expect(all.get('elsewhere')).toMatchObject({
    state: 'failed',
    parameters: { port: 8080, otherPorts: '9090' },
    nextStep: { code: 'edit-ports' },
  })
  expect(readExplanation(all.get('elsewhere')!)).toContain('Nothing listens on port 8080; the program listens on 9090.')
})

test('a web address that leads nowhere is told of once somebody came to it', async () => {
  await waitFor('it to run', async () => explainAll().get('unasked')?.reason === 'running')
  const { own, alice } = stage
  const { url } = await createWebTicket(requireActor(alice), { space: own.space, name: 'unasked', uid: webUid })
  const person = { uid: alice.uid, username: alice.username, sid: alice.sid, groups: [] }
  const check = { use: 'web' as const, person, space: own.space, uid: webUid, host: new URL(url).host }
  await explainWaiting(check)
  await waitFor('it to be known', async () => explainAll().get('unasked')?.reason === 'listens-on-loopback')
  expect(explainAll().get('unasked')).toMatchObject({ state: 'degraded' })
})

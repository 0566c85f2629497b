import { SignJWT } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { endSession, signIn } from '#lib/spaces/testing/sessions.ts'
import { claimsKind } from '#lib/storage/operations-cache.ts'
import { callFiles } from '#cluster/testing/call-files.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { buildJob, buildWays } from './objects.ts'
import { toServerJob } from './objects-servers.ts'
import { requireServerSettings, serverJobsKind } from './operations-cache.ts'
import { getFileKeys } from './operations-keys.ts'
import { startFileServer } from './operations-start.ts'
import { fileRoutes } from './protocol/file-routes.ts'
import { ACCESS_TYP, toAudience } from './protocol/tokens.ts'
import { closePortal, list, openDisk, startPortal, welcome } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

let carol: Visitor

beforeAll(async () => {
  await startPortal()
  carol = await welcome('carol')
})

afterAll(() => closePortal([carol]))

/** What a portal with the same keys and another address does when this person opens a volume there. */
async function openElsewhere({ actor, namespace, disk }: Visitor, portalUrl: string) {
  const claim = claimsKind.get({ namespace, name: disk })!
  const settings = { ...requireServerSettings(), portalUrl }
  const { publicKeys, current } = await getFileKeys()
  const plan = { namespace, kind: 'user', claim, mode: 'rw', settings, publicKeys, nodeName: null } as const
  const job = toServerJob(await createObject(client, buildJob(plan)))!
  await Promise.all(buildWays(job, settings).map((object) => createObject(client, object)))
  const issue = ({ uid, sid }: Actor) =>
    new SignJWT({ iss: portalUrl, aud: toAudience(claim.uid, 'rw'), sub: uid, sid })
      .setProtectedHeader({ alg: 'EdDSA', typ: ACCESS_TYP, kid: current.kid })
      .setIssuedAt()
      .setExpirationTime('4 minutes')
      .sign(current.key)
  const look = async (token: string) => (await callFiles(`${job.baseUrl}${fileRoutes.list()}`, { token })).status
  const token = await issue(actor)
  await waitFor('the server of the other portal', async () => (await look(token)) === 200)
  return { job, issue, look }
}

test('a server of a portal with another address hears who lost access, and is left alone until it is wanted here', async () => {
  const { space, disk: volume, namespace } = carol
  const gone = await signIn(carol.actor.username)
  const portal = 'http://elsewhere.localhost:3000'
  const { job, issue, look } = await openElsewhere(carol, portal)

  expect(await startFileServer(carol.actor, { space, volume })).toMatchObject({
    state: 'blocked',
    reason: { code: 'other-portal', parameters: { portal } },
    token: null,
  })
  const [kept, lost] = [await issue(carol.actor), await issue(gone)]
  expect([await look(kept), await look(lost)]).toEqual([200, 200])
  await endSession(gone)
  await waitFor('the session to be closed out', async () => (await look(lost)) === 401)
  expect(await look(kept)).toBe(200)
  expect(serverJobsKind.get(job)).toMatchObject({ uid: job.uid, isDeleting: false })

  await startFileServer(carol.actor, { space, volume, isTakeOver: true })
  expect((await list(await openDisk(carol))).status).toBe(200)
  expect(serverJobsKind.get({ namespace, name: job.name })?.uid).not.toBe(job.uid)
})

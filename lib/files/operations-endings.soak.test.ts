import { readdirSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { getEnv } from '#lib/env.ts'
import { removePeople } from '#lib/spaces/testing/people.ts'
import { createFileKey } from '#cluster/demo/portal-secrets.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { waitFor } from '#cluster/testing/cluster-under-test.ts'
import { findServerPod, serverJobsKind } from './operations-cache.ts'
import { getFileKeys } from './operations-keys.ts'
import { getServerName } from './objects.ts'
import type { FileAccess } from './schema.ts'
import { list, openDisk, startPortal, welcome } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

// Another portal that knows only the first key would end these servers, and this one those of others: it runs alone.

let alice: Visitor
let first: object

beforeAll(async () => {
  await startPortal()
  const { keys } = JSON.parse(await readFile(getEnv().files.keysFile!, 'utf8')) as { keys: [object] }
  first = keys[0]
})

beforeEach(async () => {
  await setKeys(first)
  alice = await welcome('alice')
  return () => removePeople([alice])
})

afterAll(() => stopCaches())

const setKeys = (...keys: object[]) => writeFile(getEnv().files.keysFile!, JSON.stringify({ keys }))
const see = async (access: FileAccess) => (await list(access)).status
const findJob = ({ volumeUid }: FileAccess) =>
  serverJobsKind.get({ namespace: alice.namespace, name: getServerName(volumeUid, 'rw') })

function openWithOther(than: FileAccess): Promise<FileAccess> {
  return waitFor('a token of another key that is believed', async () => {
    const again = await openDisk(alice)
    return again.token?.split('.')[0] !== than.token?.split('.')[0] && (await see(again)) === 200 && again
  })
}

/** As a crash does: the node is this machine, and the file server a process on it. */
function crash({ volumeUid }: FileAccess): void {
  const isIt = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`--volume-uid=${volumeUid}`)
    } catch {
      return false
    }
  }
  const pids = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isIt(pid))
  expect(pids).toHaveLength(1)
  process.kill(Number(pids[0]), 'SIGKILL')
}

test('a server that starts again with a key that was withdrawn since is told so', async () => {
  await setKeys(createFileKey(), first)
  await waitFor('the new key', async () => (await getFileKeys()).publicKeys.length === 2)
  const withdrawn = await openDisk(alice)
  const job = findJob(withdrawn)!
  expect(job.keyIds).toHaveLength(2)
  await setKeys(first)
  await waitFor('the key to go', async () => (await see(withdrawn)) === 401)
  const kept = await openDisk(alice)
  const before = findServerPod(job)?.containerId
  crash(kept)
  await waitFor('it to start again', async () => {
    const pod = findServerPod(job)
    return pod?.runningSince && pod.containerId !== before && (await see(kept)) === 200
  })
  await waitFor('the key to stay away', async () => (await see(withdrawn)) === 401)
  expect(findJob(kept)?.uid).toBe(job.uid)
})

test('a server that knows none but withdrawn keys when it starts again is ended', async () => {
  const old = await openDisk(alice)
  const job = findJob(old)
  await setKeys(createFileKey(), first)
  const renewed = await openWithOther(old)
  const [key] = (JSON.parse(await readFile(getEnv().files.keysFile!, 'utf8')) as { keys: [object] }).keys
  await setKeys(key)
  await waitFor('the first key to go', async () => (await see(old)) === 401)
  expect(await see(renewed)).toBe(200)
  expect(findJob(old)?.uid).toBe(job?.uid)
  crash(old)
  await waitFor('it to be ended', async () => findJob(old)?.uid !== job?.uid)
  const again = await openDisk(alice)
  expect([await see(old), await see(again)]).toEqual([401, 200])
})

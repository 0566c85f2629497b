import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { chown, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { removePeople } from '#lib/spaces/testing/people.ts'
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { callFiles, type FileAnswer } from '#cluster/testing/call-files.ts'
import { createBox, execInPod, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { createFileLink } from './operations-access.ts'
import { fileRoutes } from './protocol/file-routes.ts'
import type { FileAccess } from './schema.ts'
import { openDisk, startPortal, welcome } from './testing/visitors.ts'
import type { Visitor } from './testing/visitors.ts'

const ROUNDS = 4
const SECRET = 'canary-content'
const NAME = 'canary-name'
/** Writable in the file server's container, and no part of the volume. */
const OUTSIDE = '/dev/shm'
const USER_ID = 1000
const LONG_AGO = new Date('2001-01-01T00:00:00Z')

/** Each place is a folder, nothing, and a link that leads out of the volume, all the time. */
const SWAPS = `
set -e
cd /data
mkdir -p spot pointer pack
echo inner > spot/secret; echo inner > pointer/secret; echo own > own; echo packed > pack/secret
tar -cf a.tar pack; cp a.tar spot/a.tar
ln -s ${OUTSIDE}/one evil
trap exit TERM
set +e
touch started
while :; do
  mv -T spot real; rm -rf spot; mv -T evil spot; mv -T spot evil; rm -rf spot; mv -T real spot
  mv -T pointer held; rm -rf pointer; ln -sfn ${OUTSIDE}/two pointer; ln -sfn held pointer; rm -f pointer; mv -T held pointer
done`

let alice: Visitor

beforeAll(() => startPortal())
beforeEach(async () => {
  alice = await welcome('alice')
  return () => removePeople([alice])
})
afterAll(() => stopCaches())

test('links that another pod swaps in while files are changed lead nobody out of the volume', async () => {
  const access = await openDisk(alice)
  const root = `/proc/${findServer(access)}/root${OUTSIDE}`
  const before = await layCanaries(root)
  const pod = `swapper-${randomBytes(3).toString('hex')}`
  await createBox({
    namespace: alice.namespace,
    name: pod,
    command: ['sh', '-c', SWAPS],
    volumes: { '/data': alice.disk },
  })
  await waitForPod(alice.namespace, pod)
  const execute = (script: string) =>
    execInPod({ namespace: alice.namespace, pod, command: ['sh', '-c', `cd /data; ${script}`] })
  await waitFor('the swaps to begin', async () => (await execute('ls')).includes('started'))

  const seen = new Map<string, Set<string>>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const place of ['spot', 'pointer']) {
      const answers = await Promise.all(Object.entries(buildCalls(access, place, round)).map(settle))
      for (const [what, { status, body }] of answers.flat()) {
        expect(body, what).not.toContain(SECRET)
        expect(body, what).not.toContain(NAME)
        expect([status < 500, what, body]).toEqual([true, what, body])
        expect(body, what).not.toContain('"INTERNAL"')
        const codes = [...body.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code = '']) => code)
        const known = seen.get(what) ?? new Set()
        for (const code of codes.length > 0 ? codes : [String(status)]) known.add(code)
        seen.set(what, known)
      }
    }
  }

  expect(await lookAt(root)).toEqual(before)
  expect(await execute(`grep -rls ${SECRET} . | head -5; find . -name '*${NAME}*' | head -5`)).toBe('')
  // Both faces of the places were met, or the test would say nothing.
  const met = new Set([...seen.values()].flatMap((codes) => [...codes]))
  expect([...met]).toEqual(expect.arrayContaining(['NOT_FOLLOWED', '200', '204']))
  for (const [what, codes] of seen) expect([what, codes.size > 0]).toEqual([what, true])
})

type Call = () => Promise<FileAnswer | FileAnswer[]>

async function settle([what, call]: [string, Call]): Promise<[string, FileAnswer][]> {
  return [await call()].flat().map((answer) => [what, answer])
}

/** What a person may do with a folder, all of it at once. */
function buildCalls(access: FileAccess, place: string, round: number): Record<string, Call> {
  const { baseUrl, token } = access
  const ask = (method: string, route: string, headers: Record<string, string> = {}, body?: string) =>
    callFiles(new URL(`${baseUrl}${route}`).href, { method, token, headers, body })
  const post = (route: string, json: object) =>
    ask('POST', route, { 'content-type': 'application/json' }, JSON.stringify(json))
  const transfer = (route: string, from: string, to: string) => post(route, { items: [{ from, to }], clash: 'replace' })
  const get = (route: string, query: Record<string, string>) =>
    ask('GET', `${route}?${new URLSearchParams(query).toString()}`)
  const secret = `${place}/secret`

  const upload = async (name: string) => {
    const tus = { 'tus-resumable': '1.0.0' }
    const metadata = { path: `${place}/${name}`, clash: 'replace' }
    const begun = await ask('POST', fileRoutes.uploads(), {
      ...tus,
      'upload-length': '5',
      'upload-metadata': Object.entries(metadata)
        .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
        .join(','),
    })
    if (begun.status !== 201) return [begun]
    const headers = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
    const address = new URL(begun.headers.location ?? '', baseUrl!).href
    return [begun, await callFiles(address, { method: 'PATCH', token, headers, body: 'inner' })]
  }
  const throwAway = async () => {
    const thrown = await post(fileRoutes.delete(), { paths: [secret] })
    const ids = [...thrown.body.matchAll(/"trashId":"([^"]+)"/g)].map(([, id = '']) => id)
    return ids.length === 0 ? [thrown] : [thrown, await post(fileRoutes.restore(), { ids, clash: 'replace' })]
  }
  const zip = async () => {
    const { space, disk: volume } = alice
    const { token: link } = await createFileLink(alice.actor, { space, volume, use: 'zip', paths: [place] })
    const form = new URLSearchParams({ token: link, paths: JSON.stringify([place]) }).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return callFiles(`${baseUrl}${fileRoutes.zip()}`, { method: 'POST', headers: type, body: form })
  }
  const moveBothWays = async () => [
    await transfer(fileRoutes.move(), secret, `taken-${place}`),
    await get(fileRoutes.content(), { path: `taken-${place}` }),
    await transfer(fileRoutes.move(), `taken-${place}`, `${place}/moved-${round}`),
  ]
  return {
    upload: () => upload('secret'),
    'upload of another name': () => upload(`up-${round}`),
    move: moveBothWays,
    trash: throwAway,
    zip,
    'extract into it': () => post(fileRoutes.extract(), { path: 'a.tar', to: place, clash: 'replace' }),
    'extract out of it': () => post(fileRoutes.extract(), { path: 'spot/a.tar', to: 'unpacked', clash: 'replace' }),
    search: () => get(fileRoutes.search(), { path: place, text: 'a' }),
    'search from above': () => get(fileRoutes.search(), { text: 'canary' }),
    sizes: () => get(fileRoutes.sizes(), { path: place }),
    estimate: () => post(fileRoutes.estimate(), { paths: [place] }),
    copy: () => transfer(fileRoutes.copy(), place, `copy-${place}`),
    list: () => get(fileRoutes.list(), { path: place }),
  }
}

/** The node is this machine, and the file server a process on it. */
function findServer({ volumeUid }: FileAccess): string {
  const found = readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`--volume-uid=${volumeUid}`)
    } catch {
      return false
    }
  })
  expect(found).toHaveLength(1)
  return found[0] ?? ''
}

/** Folders that the file server could read and write, were it led there; when something is read, its time changes. */
async function layCanaries(root: string) {
  for (const name of ['one', 'two']) {
    const folder = path.join(root, name)
    await mkdir(path.join(folder, 'sub'), { recursive: true })
    for (const file of ['secret', NAME, 'a.tar']) {
      await writeFile(path.join(folder, file), SECRET)
      await chown(path.join(folder, file), USER_ID, USER_ID)
    }
    for (const own of ['sub', '']) await chown(path.join(folder, own), USER_ID, USER_ID)
  }
  const probe = path.join(root, 'one', 'secret')
  await utimes(probe, LONG_AGO, new Date())
  await readFile(probe)
  expect((await stat(probe)).atime).not.toEqual(LONG_AGO)
  const all = await readdir(root, { recursive: true })
  for (const name of all) await utimes(path.join(root, name), LONG_AGO, new Date())
  return lookAt(root)
}

/** By name: what is there, and when it was read and changed last. */
async function lookAt(root: string) {
  const names = ['one', 'two'].flatMap((name) =>
    ['', 'sub', 'secret', NAME, 'a.tar'].map((own) => path.join(name, own)),
  )
  const facts = []
  for (const name of names) {
    const { uid, mode, size, nlink, atimeMs, mtimeMs, ctimeMs } = await stat(path.join(root, name))
    facts.push({ name, uid, mode, size, nlink, atimeMs, mtimeMs, ctimeMs })
  }
  return facts
}

import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { buildCniPlugin } from './cni-plugin.ts'
import type { CniAttachment } from './cni-request.ts'
import { startCniServer } from './cni-server.ts'

let dir = ''
let stop = async (): Promise<void> => undefined
let added: CniAttachment[] = []
let deleted: string[] = []

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "mpol-test 'x-"))
  await writeFile(path.join(dir, 'plugin'), buildCniPlugin(path.join(dir, 'sock')), { mode: 0o755 })
  added = []
  deleted = []
})

afterEach(async () => {
  await stop()
  stop = async () => undefined
  await rm(dir, { recursive: true })
})

async function listen(onAdd: (attachment: CniAttachment) => Promise<void>): Promise<void> {
  stop = await startCniServer({
    socketPath: path.join(dir, 'sock'),
    onAdd,
    onDelete: (containerId) => deleted.push(containerId),
    log: () => undefined,
  })
}

const acceptAdd = async (attachment: CniAttachment): Promise<void> => void added.push(attachment)

function callPlugin(
  command: string,
  input: string,
  args = 'IgnoreUnknown=1;K8S_POD_NAMESPACE=blue;K8S_POD_NAME=web-1;K8S_POD_UID=u1',
) {
  return new Promise<{ code: number; answer: unknown }>((resolve) => {
    const child = execFile(
      path.join(dir, 'plugin'),
      {
        env: {
          ...process.env,
          CNI_COMMAND: command,
          CNI_CONTAINERID: 'c1',
          CNI_ARGS: args,
          http_proxy: 'http://127.0.0.1:9',
        },
      },
      (error, stdout) => resolve({ code: Number(error?.code ?? 0), answer: stdout ? JSON.parse(stdout) : null }),
    )
    // Some commands end without reading their input.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const prevResult = {
  cniVersion: '1.0.0',
  interfaces: [{ name: 'veth0' }, { name: 'eth0', sandbox: '/run/netns/x' }],
  ips: [{ address: '10.244.0.5/24', gateway: '10.244.0.1', interface: 1 }],
  routes: [{ dst: '0.0.0.0/0' }],
  dns: {},
}
const config = JSON.stringify({ cniVersion: '1.0.0', name: 'moorage', type: 'moorage-policy', prevResult })

test('ADD tells the controller and passes the result of the plugins before on', async () => {
  await listen(acceptAdd)
  expect(await callPlugin('ADD', config)).toEqual({ code: 0, answer: prevResult })
  expect(added).toMatchObject([
    { containerId: 'c1', namespace: 'blue', podName: 'web-1', podUid: 'u1', address: '10.244.0.5' },
  ])
})

test('ADD ends only when the controller has done its part', async () => {
  const covered = Promise.withResolvers<void>()
  const asked = Promise.withResolvers<void>()
  let isEnded = false
  await listen(() => {
    asked.resolve()
    return covered.promise
  })
  const call = callPlugin('ADD', config).then((result) => {
    isEnded = true
    return result
  })
  await asked.promise
  expect(isEnded).toBe(false)
  covered.resolve()
  expect((await call).code).toBe(0)
})

test('ADD fails with a CNI error while the controller is away', async () => {
  const { code, answer } = await callPlugin('ADD', config)
  expect(code).toBe(1)
  expect(answer).toMatchObject({ code: 11, msg: expect.stringContaining('did not answer') })
})

test('ADD fails with the words of the controller when it refuses', async () => {
  await listen(async () => {
    throw new AppError('NOT_FOUND', 'There is no "such" pod.')
  })
  const { code, answer } = await callPlugin('ADD', config)
  expect(code).toBe(1)
  expect(answer).toMatchObject({ code: 11, msg: 'There is no "such" pod.' })
})

test.each([
  ['no pod', config, 'IgnoreUnknown=1'],
  ['no result of the plugins before', '{"cniVersion":"1.0.0","name":"moorage","type":"moorage-policy"}', undefined],
  ['two addresses', config.replace('"ips":[', '"ips":[{"address":"fd00::5/64"},'), undefined],
  ['an IPv6 address only', config.replace('10.244.0.5/24', 'fd00::5/64'), undefined],
  ['no JSON', 'nonsense', undefined],
])('ADD fails when it is given %s', async (_what, input, args) => {
  await listen(acceptAdd)
  const { code, answer } = await callPlugin('ADD', input, args)
  expect(code).toBe(1)
  expect(answer).toMatchObject({ msg: expect.stringContaining('must come last in the CNI chain') })
  expect(added).toEqual([])
})

test('DEL tells the controller, and succeeds even when it is away', async () => {
  await listen(acceptAdd)
  expect((await callPlugin('DEL', config)).code).toBe(0)
  expect(deleted).toEqual(['c1'])
  await stop()
  expect(await callPlugin('DEL', config)).toEqual({ code: 0, answer: null })
})

test.each(['CHECK', 'GC', 'STATUS'])('%s succeeds without the controller', async (command) => {
  expect(await callPlugin(command, config)).toEqual({ code: 0, answer: null })
})

test('VERSION names the versions it speaks, and nonsense is refused', async () => {
  expect(await callPlugin('VERSION', '{}')).toMatchObject({
    code: 0,
    answer: { supportedVersions: expect.arrayContaining(['1.0.0', '1.1.0']) },
  })
  expect((await callPlugin('DANCE', '{}')).code).toBe(1)
})

test('a socket left behind by a killed controller is no obstacle', async () => {
  await writeFile(path.join(dir, 'sock'), '')
  await listen(acceptAdd)
  expect((await callPlugin('ADD', config)).code).toBe(0)
})

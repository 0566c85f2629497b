import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { loadKubeConfig } from './config.ts'

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-config-'))
})

afterAll(() => rm(dir, { recursive: true, force: true }))

async function writeKubeconfig(cluster: object): Promise<string> {
  const file = path.join(dir, 'kubeconfig')
  const config = {
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 'secret-token' } }],
    contexts: [
      { name: 'one', context: { cluster: 'c', user: 'u' } },
      { name: 'broken', context: { cluster: 'gone', user: 'u' } },
    ],
    'current-context': 'one',
  }
  await writeFile(file, JSON.stringify(config))
  return file
}

function catchError(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('a kubeconfig gives the server of its context', async () => {
  const kubeconfigPath = await writeKubeconfig({ server: 'https://10.0.0.1:6443/' })
  expect(loadKubeConfig({ kubeconfigPath }).server).toBe('https://10.0.0.1:6443')
})

test('relative certificate files are looked for beside the kubeconfig', async () => {
  const kubeconfigPath = await writeKubeconfig({ server: 'https://10.0.0.1:6443', 'certificate-authority': 'ca.crt' })
  expect(loadKubeConfig({ kubeconfigPath }).ca).toEqual({ file: path.join(dir, 'ca.crt') })
})

test.each(['missing', 'broken'])('the context "%s" is refused, and the ones there are are named', async (context) => {
  const kubeconfigPath = await writeKubeconfig({ server: 'https://10.0.0.1:6443' })
  const error = catchError(() => loadKubeConfig({ kubeconfigPath, context }))
  expect(error.code).toBe('INVALID_INPUT')
  expect(error.userMessage).toContain('one, broken')
})

test.each([
  [{ server: 'https://10.0.0.1:6443', 'proxy-url': 'http://proxy:3128' }, 'proxy'],
  [{ server: 'http://10.0.0.1:8080' }, 'without TLS'],
  [{ server: 'not an address' }, 'server address'],
])('%o is refused', async (cluster, word) => {
  const kubeconfigPath = await writeKubeconfig(cluster)
  expect(catchError(() => loadKubeConfig({ kubeconfigPath })).userMessage).toContain(word)
})

test('a missing file, and no file at all, are said in one sentence', () => {
  const kubeconfigPath = path.join(dir, 'none')
  expect(catchError(() => loadKubeConfig({ kubeconfigPath })).userMessage).toContain(kubeconfigPath)
  expect(catchError(() => loadKubeConfig({})).code).toBe('INVALID_INPUT')
})

test('a broken file is refused without quoting it', async () => {
  const kubeconfigPath = path.join(dir, 'broken')
  await writeFile(kubeconfigPath, 'users:\n  - token: secret-token\n oops: [')
  const error = catchError(() => loadKubeConfig({ kubeconfigPath }))
  expect(error.code).toBe('INVALID_INPUT')
  expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('secret-token')
})

test('a token file is read, and only a plug-in is left to client-node', async () => {
  const file = path.join(dir, 'token-file')
  const user = (value: object) => ({
    clusters: [{ name: 'c', cluster: { server: 'https://10.0.0.1:6443' } }],
    users: [{ name: 'u', user: value }],
    contexts: [{ name: 'one', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'one',
  })
  await writeFile(file, JSON.stringify(user({ tokenFile: 'renewed' })))
  const withToken = loadKubeConfig({ kubeconfigPath: file })
  expect(withToken.token).toEqual({ file: path.join(dir, 'renewed') })
  expect(withToken.plugin).toBeUndefined()
  await writeFile(file, JSON.stringify(user({ exec: { command: 'aws' } })))
  expect(loadKubeConfig({ kubeconfigPath: file }).plugin).toMatchObject({ context: 'one', dir })
})

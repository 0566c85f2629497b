import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { listPackageFiles } from './package-files.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'moorage-packages-test-'))
})

afterEach(() => rm(root, { recursive: true }))

async function addPackage(dir: string, dependencies: Record<string, string> = {}): Promise<void> {
  const target = path.join(root, 'node_modules', dir)
  await mkdir(target, { recursive: true })
  await writeFile(path.join(target, 'package.json'), JSON.stringify({ dependencies }))
  await writeFile(path.join(target, 'main.js'), '')
  await writeFile(path.join(target, 'main.d.ts'), '')
}

const list = async (packages: string[]) => {
  const files = await listPackageFiles({ packages, root, target: '/opt/app' })
  return files
    .map((file) => file.path)
    .filter((file) => !file.endsWith('package.json'))
    .toSorted()
}

test('a package comes with what it needs, in the version that it gets here', async () => {
  await addPackage('a', { b: '^1', '@scope/c': '^1' })
  await addPackage('b', { c: '^1' })
  await addPackage('a/node_modules/b', { a: '*' })
  await addPackage('@scope/c')
  await addPackage('unused')
  expect(await list(['a'])).toEqual([
    '/opt/app/node_modules/@scope/c/main.js',
    '/opt/app/node_modules/a/main.js',
    '/opt/app/node_modules/a/node_modules/b/main.js',
  ])
})

test('a package that is missing is named', async () => {
  await addPackage('a', { gone: '^1' })
  await expect(list(['a'])).rejects.toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining('gone') })
})

import path from 'node:path'
import { expect, test } from 'vitest'
import { listProgramFiles, listSharedLibraries, parseSharedLibraries } from './shared-libraries.ts'

test('the libraries of a program are complete: each finds its own among them', async () => {
  const libraries = await listSharedLibraries(process.execPath)
  const names = libraries.map((library) => path.basename(library))
  expect(names).toContain('libc.so.6')
  expect(names.some((name) => name.startsWith('ld-linux'))).toBe(true)
  for (const library of libraries) {
    for (const needed of await listSharedLibraries(library)) expect(libraries).toContain(needed)
  }
})

test('a program comes with its libraries at the paths where it looks for them', async () => {
  const files = await listProgramFiles('/usr/local/bin/node', process.execPath)
  expect(files[0]).toMatchObject({ path: '/usr/local/bin/node', source: { file: process.execPath }, mode: 0o755 })
  for (const library of await listSharedLibraries(process.execPath)) {
    expect(files).toContainEqual({ type: 'file', path: library, source: { file: library }, mode: 0o755 })
  }
})

test('a static program needs nothing', () => {
  expect(parseSharedLibraries('\tnot a dynamic executable\n')).toEqual([])
  expect(parseSharedLibraries('\tstatically linked\n')).toEqual([])
})

test('the kernel’s own library is no file', () => {
  const output = `	linux-vdso.so.1 (0x00007ffd4d7c0000)
	libm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f97c7b20000)
	/lib64/ld-linux-x86-64.so.2 (0x00007f97cec77000)
`
  expect(parseSharedLibraries(output)).toEqual(['/lib/x86_64-linux-gnu/libm.so.6', '/lib64/ld-linux-x86-64.so.2'])
})

test('a library or program that is missing is named', async () => {
  expect(() => parseSharedLibraries('\tlibatomic.so.1 => not found\n')).toThrow('libatomic.so.1')
  await expect(listProgramFiles('/bin/x', '/nowhere/x')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

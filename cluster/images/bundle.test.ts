import { expect, test } from 'vitest'
import { bundleProgram } from './bundle.ts'

test.each(['fileserver', 'gateway'] as const)('%s has each file that it starts a thread from', async (program) => {
  const files = await bundleProgram(program)
  const started = Object.values(files).flatMap((code) => [...code.matchAll(/["']\.\/([\w-]+\.mjs)["']/g)])
  for (const [, name] of started) expect(Object.keys(files)).toContain(name)
  expect(started.length).toBe(Object.keys(files).length - 1)
})

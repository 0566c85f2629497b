import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const SETUP = path.resolve(import.meta.dirname, 'setup.mjs')

function runSetup({ args, PATH }: { args: string[]; PATH: string | undefined }) {
  return spawnSync(process.execPath, [SETUP, ...args], { encoding: 'utf8', env: { ...process.env, PATH } })
}

test('says nothing when the npm packages are there', () => {
  const { status, stdout, stderr } = runSetup({ args: [], PATH: process.env.PATH })
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
})

test('on a machine without anything it names each cure, in sentences, and exits 1', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'moorage-path-'))
  onTestFinished(() => rmSync(empty, { recursive: true }))
  const { status, stderr } = runSetup({ args: ['cluster', 'browser'], PATH: empty })
  expect(status).toBe(1)
  expect(stderr).toMatch(/needs root|https:\/\/go\.dev\/dl/)
  expect(stderr).toMatch(/sudo |apt-get update && apt-get install -y .*gcc.*chromium.*python3-pip/)
  expect(stderr).not.toMatch(/^\s+at /m)
})

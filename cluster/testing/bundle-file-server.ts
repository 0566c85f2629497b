import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { writeProgram } from '#cluster/images/bundle.ts'

/**
 * Before the tests: the file server as it ships, made once. It starts four times as fast as its sources, and a hundred
 * tests start one each.
 */
export async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(tmpdir(), 'moorage-fileserver-'))
  // Some run it as an ordinary user.
  await chmod(dir, 0o755)
  await writeProgram('fileserver', dir)
  process.env['MOORAGE_FILESERVER_PROGRAM'] = path.join(dir, 'main.mjs')
  return () => rm(dir, { recursive: true, force: true })
}

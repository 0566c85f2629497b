import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import path from 'node:path'

// Not on every PATH, but the home of nft, losetup and mkfs.xfs.
const SYSTEM_DIRS = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** @param {string} name @returns {string | null} where the command lies */
export function findCommand(name) {
  for (const dir of [...(process.env.PATH || '').split(':'), ...SYSTEM_DIRS]) {
    const file = path.join(dir, name)
    try {
      accessSync(file, constants.X_OK)
      return file
    } catch {
      continue
    }
  }
  return null
}

/**
 * What a short command prints; null when it is missing or fails.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<string | null>}
 */
export function readCommand(command, args) {
  return new Promise((resolve) => {
    // GOTOOLCHAIN: the Go that is installed, not one that it would fetch.
    const env = { ...process.env, GOTOOLCHAIN: 'local' }
    execFile(command, args, { cwd: '/', env, timeout: 20_000 }, (error, stdout) => resolve(error ? null : stdout))
  })
}

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** @typedef {Record<string, { version?: string, optional?: boolean }>} LockedPackages */

/** @param {string} file @returns {LockedPackages} */
const readPackages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes down there what it installed, so an
 * installation by hand counts too; optional packages are those of other machines.
 *
 * @param {string} checkout
 */
export function isInstalled(checkout) {
  const record = path.join(checkout, 'node_modules/.package-lock.json')
  if (!existsSync(record) || !existsSync(path.join(checkout, 'node_modules/.bin/node'))) return false
  const wanted = readPackages(path.join(checkout, 'package-lock.json'))
  const installed = readPackages(record)
  return (
    Object.entries(wanted).every(([at, { version, optional }]) => {
      if (at === '') return true
      return at in installed ? installed[at]?.version === version : optional === true
    }) && Object.keys(installed).every((at) => at in wanted)
  )
}

/** @param {string} checkout @returns {string[]} what went wrong, as sentences with their cure */
export function installNodeModules(checkout) {
  if (isInstalled(checkout)) return []
  console.error('Installing the npm packages')
  // `npm run` puts node_modules/.bin first on the PATH, and npm would lose the node it finds there while it works.
  const dirs = (process.env.PATH || '').split(':').filter((dir) => !dir.endsWith('node_modules/.bin'))
  const { status, stderr, error } = spawnSync('npm', ['ci', '--loglevel=error'], {
    cwd: checkout,
    env: { ...process.env, PATH: dirs.join(':') },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0 && isInstalled(checkout)) return []
  const reason = error ? error.message : stderr.trim().split('\n')[0] || `exit code ${status}`
  return [`npm ci failed (${reason}): run \`npm ci\` in ${checkout} and mend what it says.`]
}

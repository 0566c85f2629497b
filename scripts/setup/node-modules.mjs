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
  const isThere = Object.entries(wanted).every(([at, { version, optional }]) => {
    const found = installed[at]
    return at === '' || (found ? found.version === version : optional === true)
  })
  return isThere && Object.entries(installed).every(([at, { optional }]) => at in wanted || optional === true)
}

/** @param {string} checkout @returns {string[]} what went wrong, as sentences with their cure */
export function installNodeModules(checkout) {
  if (isInstalled(checkout)) return []
  console.error('Installing the npm packages')
  // `npm run` puts node_modules/.bin first on the PATH, and npm would lose the node it finds there while it works.
  const dirs = (process.env.PATH || '').split(':').filter((dir) => !dir.endsWith('node_modules/.bin'))
  // Not `npm ci`: it refuses a lock file that lacks packages of other kinds of machines, and a lock file written where
  // those could not be had does (https://github.com/npm/cli/issues/4828). --no-save keeps the lock file as it is.
  const { status, stderr, error } = spawnSync('npm', ['install', '--no-save', '--loglevel=error'], {
    cwd: checkout,
    env: { ...process.env, PATH: dirs.join(':') },
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0 && isInstalled(checkout)) return []
  const reason = error ? error.message : findReason(stderr) || `exit code ${status}`
  return [`npm install failed (${reason}): run \`npm install --no-save\` in ${checkout} and mend what it says.`]
}

/** The first line of npm's that says more than a code. @param {string} output */
export function findReason(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm error ?/, '').trim())
  return lines.find((line) => line && !/^(code|syscall|errno) /.test(line))
}

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { findCommand } from './commands.mjs'

/** @typedef {{ name: string, isThere: () => boolean }} DebianPackage */

/** @param {string} command @returns {() => boolean} */
const hasCommand = (command) => () => findCommand(command) !== null

/** What the local cluster is built and run with; each is known by a file, so that other distributions are served too. */
/** @type {DebianPackage[]} */
export const CLUSTER_PACKAGES = [
  { name: 'gcc', isThere: hasCommand('gcc') },
  { name: 'libc6-dev', isThere: () => existsSync('/usr/include/stdio.h') },
  { name: 'libseccomp-dev', isThere: () => existsSync('/usr/include/seccomp.h') },
  { name: 'pkg-config', isThere: hasCommand('pkg-config') },
  { name: 'busybox-static', isThere: hasStaticBusybox },
  { name: 'nftables', isThere: hasCommand('nft') },
  { name: 'iproute2', isThere: hasCommand('ip') },
  { name: 'xfsprogs', isThere: hasCommand('mkfs.xfs') },
  { name: 'util-linux', isThere: () => ['nsenter', 'setpriv', 'losetup'].every((name) => findCommand(name)) },
  { name: 'mount', isThere: hasCommand('mount') },
  { name: 'curl', isThere: hasCommand('curl') },
]

/** What tests of the file server check its work with: archives by other hands, and a file system of the usual kind. */
/** @type {DebianPackage[]} */
export const TEST_PACKAGES = [
  { name: 'unzip', isThere: hasCommand('unzip') },
  { name: 'python3', isThere: hasCommand('python3') },
  { name: 'e2fsprogs', isThere: hasCommand('mkfs.ext4') },
]

/** @type {DebianPackage[]} */
export const BROWSER_PACKAGES = [{ name: 'chromium', isThere: () => findBrowser() !== null }]

export function findBrowser() {
  return findCommand('chromium') || findCommand('chromium-browser') || findCommand('google-chrome')
}

/** Debian's plain `busybox` needs libraries that an image made of one file does not have. */
function hasStaticBusybox() {
  const file = findCommand('busybox')
  if (!file) return false
  const head = Buffer.alloc(4096)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, head, 0, head.length, 0)
  closeSync(descriptor)
  return !head.includes('/ld-')
}

/** @param {string[]} names */
function buildInstallCommand(names) {
  return `apt-get update && apt-get install -y ${names.join(' ')}`
}

/**
 * Installs Debian packages where this user may.
 *
 * @param {string[]} names
 * @returns {string[]} what went wrong, as sentences with their cure
 */
export function installPackages(names) {
  if (names.length === 0) return []
  const list = names.join(', ')
  if (process.getuid?.() !== 0) return [`Missing: ${list}. Run \`sudo sh -c '${buildInstallCommand(names)}'\`.`]
  const apt = findCommand('apt-get')
  if (!apt)
    return [`Missing: ${list}. Debian and Ubuntu: \`${buildInstallCommand(names)}\`; elsewhere, what they hold.`]

  console.error(`Installing with apt-get: ${list}`)
  for (const args of [['update'], ['install', '-y', ...names]]) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    const { status, stderr } = spawnSync(apt, ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (status === 0) continue
    const reason = stderr.split('\n').find((line) => line.startsWith('E:')) || `exit code ${status}`
    return [
      `apt-get ${args[0]} failed (${reason.trim()}): run \`${buildInstallCommand(names)}\` and mend what it says.`,
    ]
  }
  return []
}

import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, mkdtempSync, openSync, readdirSync, readSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Where programs lie that tests start themselves: to install them would start a service on this machine. */
const UNPACKED = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../.moorage/debian')

/** What long tests have their numbers checked by. */
/** @type {DebianPackage[]} */
export const SOAK_PACKAGES = [
  { name: 'prometheus', isThere: () => existsSync(path.join(UNPACKED, 'usr/bin/prometheus')) },
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
    const reason = runApt(apt, args)
    if (reason === null) continue
    return [`apt-get ${args[0]} failed (${reason}): run \`${buildInstallCommand(names)}\` and mend what it says.`]
  }
  return []
}

/**
 * Unpacks Debian packages into .moorage/ without what they need: nothing of the machine changes.
 *
 * @param {string[]} names
 * @returns {string[]} what went wrong, as sentences with their cure
 */
export function unpackPackages(names) {
  if (names.length === 0) return []
  const list = names.join(', ')
  const [apt, unpack] = [findCommand('apt-get'), findCommand('dpkg-deb')]
  if (!apt || !unpack) return [`Missing: ${list}. Without Debian or Ubuntu, put its files below ${UNPACKED}.`]
  console.error(`Unpacking with dpkg-deb: ${list}`)
  const dir = mkdtempSync(path.join(tmpdir(), 'moorage-debian-'))
  try {
    // The lists of packages are there as a rule, and only root can bring them.
    let reason = runApt(apt, ['download', ...names], dir)
    if (reason !== null && runApt(apt, ['update']) === null) reason = runApt(apt, ['download', ...names], dir)
    if (reason !== null) return [`apt-get download ${names.join(' ')} failed (${reason}): run \`apt-get update\`.`]
    for (const file of readdirSync(dir)) {
      const { status, stderr } = spawnSync(unpack, ['-x', path.join(dir, file), UNPACKED], { encoding: 'utf8' })
      if (status !== 0) return [`dpkg-deb cannot unpack ${file} (${stderr.trim()}): look whether the disk is full.`]
    }
    return []
  } finally {
    rmSync(dir, { recursive: true })
  }
}

/** @param {string} apt @param {string[]} args @param {string} [cwd] @returns {string | null} why it failed */
function runApt(apt, args, cwd) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stderr } = spawnSync(apt, ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (status === 0) return null
  return (stderr.split('\n').find((line) => line.startsWith('E:')) || `exit code ${status}`).trim()
}

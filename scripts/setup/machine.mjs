/**
 * What stands in the way of a local cluster on this machine and cannot be installed, as sentences with their cure.
 *
 * @param {{ platform: string, userId: number, command: string }} machine
 * @returns {string[]}
 */
export function listMachineProblems({ platform, userId, command }) {
  if (platform !== 'linux') {
    return [`The local cluster runs on Linux only, and this is ${platform}: use a Linux machine or a virtual one.`]
  }
  if (userId !== 0) {
    return [`The local cluster needs root for namespaces, mounts and cgroups: run \`sudo ${command}\`.`]
  }
  return []
}

/** @param {string} version as in process.versions.node @returns {string[]} */
export function listNodeProblems(version) {
  if (Number(version.split('.')[0]) >= 18) return []
  return [`Node.js 18 or newer is needed, and this is ${version}: install it from https://nodejs.org.`]
}

/** The command that a person typed, from npm's name for the script that runs. @param {string | undefined} script */
export function toTypedCommand(script) {
  const name = script?.replace(/^pre/, '')
  if (!name) return 'node scripts/setup.mjs cluster'
  return name === 'test' ? 'npm test' : `npm run ${name}`
}

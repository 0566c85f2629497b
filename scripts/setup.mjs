// Makes this machine ready, as far as it may. Plain JavaScript without dependencies, because it runs before they are
// there. `node scripts/setup.mjs` installs the npm packages, with `cluster`, `browser`, `tests` and `soak` also what these
// need.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  BROWSER_PACKAGES,
  CLUSTER_PACKAGES,
  installPackages,
  SOAK_PACKAGES,
  TEST_PACKAGES,
  unpackPackages,
} from './setup/debian.mjs'
import { listMachineProblems, listNodeProblems, toTypedCommand } from './setup/machine.mjs'
import { installNodeModules } from './setup/node-modules.mjs'
import { hasPip, listGoProblems } from './setup/toolchains.mjs'

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const isForCluster = process.argv.includes('cluster')
const isForBrowser = process.argv.includes('browser')
const isForTests = process.argv.includes('tests')
const isForSoak = process.argv.includes('soak')

/** @param {string[]} problems */
function stopAt(problems) {
  if (problems.length === 0) return
  for (const problem of problems) console.error(problem)
  process.exit(1)
}

stopAt(listNodeProblems(process.versions.node))
if (isForCluster) {
  const command = toTypedCommand(process.env.npm_lifecycle_event)
  stopAt(listMachineProblems({ platform: process.platform, userId: process.getuid?.() ?? -1, command }))
}
const [goProblems, isPipThere] = isForCluster ? await Promise.all([listGoProblems(), hasPip()]) : [[], true]
const wanted = [
  ...(isForCluster ? CLUSTER_PACKAGES : []),
  ...(isForBrowser ? BROWSER_PACKAGES : []),
  ...(isForTests ? TEST_PACKAGES : []),
]
/** @param {import('./setup/debian.mjs').DebianPackage[]} packages */
const listMissing = (packages) => packages.filter(({ isThere }) => !isThere()).map(({ name }) => name)
const missing = listMissing(wanted)
if (!isPipThere) missing.push('python3', 'python3-pip')
stopAt([...goProblems, ...installPackages(missing)])
if (!isPipThere && !(await hasPip())) {
  stopAt(['The `python3` on the PATH has no pip: run `python3 -m ensurepip`, or put another Python 3 first.'])
}
stopAt(unpackPackages(isForSoak ? listMissing(SOAK_PACKAGES) : []))
stopAt(installNodeModules(checkout))

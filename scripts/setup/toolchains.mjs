import { readCommand } from './commands.mjs'

const GO_CURE = 'install it from https://go.dev/dl and put its bin folder (often /usr/local/go/bin) on the PATH'

/** @returns {Promise<string[]>} */
export async function listGoProblems() {
  return toGoProblems(await readCommand('go', ['version']))
}

/** @param {string | null} output of `go version` @returns {string[]} */
export function toGoProblems(output) {
  const version = /\bgo(\d+)\.(\d+)/.exec(output || '')
  if (!version) return [`Go 1.26 or newer is needed, and there is no \`go\`: ${GO_CURE}.`]
  const [major, minor] = [Number(version[1]), Number(version[2])]
  if (major > 1 || (major === 1 && minor >= 26)) return []
  return [`Go 1.26 or newer is needed, and this is ${major}.${minor}: ${GO_CURE}.`]
}

/** @returns {Promise<boolean>} whether there is a Python 3 with pip */
export async function hasPip() {
  // Asking `pip --version` takes ten times as long.
  const probe = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)'
  return (await readCommand('python3', ['-c', probe])) !== null
}

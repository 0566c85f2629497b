import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'rolldown'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '../..')

export type Program = 'fileserver' | 'gateway'

/** What Node starts: the program, and its threads, each of which reads a file of its own. */
const ENTRIES: Record<Program, Record<string, string>> = {
  fileserver: { 'main.mjs': 'fileserver/main.ts', 'hash-worker.mjs': 'fileserver/uploads/hash-worker.ts' },
  gateway: { 'main.mjs': 'gateway/main.ts' },
}

/** A program with all that it imports as one module for each entry, by the name of its file: Node reads one file at its start, and not some hundred. */
export async function bundleProgram(program: Program): Promise<Record<string, string>> {
  const files = Object.entries(ENTRIES[program]).map(async ([name, entry]) => [name, await bundle(entry)] as const)
  return Object.fromEntries(await Promise.all(files))
}

async function bundle(entry: string): Promise<string> {
  const { output } = await build({
    input: path.join(CHECKOUT_DIR, entry),
    cwd: CHECKOUT_DIR,
    platform: 'node',
    // Only for a kubeconfig whose credentials come from a plug-in, which no pod has.
    external: [/^node:/, '@kubernetes/client-node'],
    write: false,
    logLevel: 'warn',
    output: { format: 'esm', codeSplitting: false },
  })
  return output[0].code
}

export async function writeProgram(program: Program, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  for (const [name, code] of Object.entries(await bundleProgram(program))) await writeFile(path.join(dir, name), code)
}

if (import.meta.main) {
  const [, , program, dir = '.'] = process.argv
  if (program !== 'fileserver' && program !== 'gateway') {
    process.stderr.write('Name the program, fileserver or gateway, and the folder to write it to.\n')
    process.exit(1)
  }
  await writeProgram(program, dir)
}

import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build } from 'rolldown'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '../..')

export type Program = 'fileserver' | 'gateway'

/** A program with all that it imports as one module: Node reads one file at its start, and not some hundred. */
export async function bundleProgram(program: Program): Promise<string> {
  const { output } = await build({
    input: path.join(CHECKOUT_DIR, program, 'main.ts'),
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

if (import.meta.main) {
  const [, , program, file = 'main.mjs'] = process.argv
  if (program !== 'fileserver' && program !== 'gateway') {
    process.stderr.write('Name the program, fileserver or gateway, and the file to write.\n')
    process.exit(1)
  }
  await writeFile(file, await bundleProgram(program))
}

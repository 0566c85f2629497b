import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '#lib/errors.ts'
import type { Figure } from './figure.ts'
import { reportFigures } from './figure.ts'

/** `npm run bench -- <name>`: each `bench/<name>.bench.ts` exports `measure`, which resolves with its figures. */
const SUFFIX = '.bench.ts'

const names = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
const [name] = process.argv.slice(2)

if (!name || !names.includes(name)) {
  console.error(`Name what to measure: npm run bench -- NAME, where NAME is one of ${names.join(', ')}.`)
  process.exit(1)
}
// The portal's own code says what it does, also where a benchmark calls it.
process.env['MOORAGE_LOG_LEVEL'] ??= 'fatal'
try {
  const bench = (await import(path.join(import.meta.dirname, `${name}${SUFFIX}`))) as {
    measure: () => Promise<Figure[]>
  }
  await reportFigures(name, await bench.measure())
} catch (error) {
  console.error(error instanceof AppError ? error.userMessage : error)
  process.exit(1)
}

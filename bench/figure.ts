import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** One measured number, as docs and result files show it. */
export interface Figure {
  figure: string
  value: number
  unit: string
  /** As in "<= 15"; null where nothing is promised. */
  target: string | null
  /** What stands beside it in the same run; null where there is nothing to compare with. */
  comparedWith: string | null
  ratio: number | null
}

const RESULTS_DIR = path.join(import.meta.dirname, 'results')

export function buildFigure(
  figure: string,
  value: number,
  unit: string,
  rest: Partial<Pick<Figure, 'target' | 'comparedWith' | 'ratio'>> = {},
): Figure {
  return { figure, value: round(value), unit, target: null, comparedWith: null, ratio: null, ...rest }
}

function round(value: number): number {
  return Number(value.toPrecision(4))
}

/** The value in the middle of a sorted copy, or at another share of it (0.95). */
export function getQuantile(values: readonly number[], share = 0.5): number {
  const sorted = values.toSorted((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]
  if (value === undefined) throw new Error('Nothing was measured.')
  return value
}

/** Whether the target is kept; null without one. */
function isKept({ value, target }: Pick<Figure, 'value' | 'target'>): boolean | null {
  const match = /^(<=|>=) ([\d.]+)$/.exec(target ?? '')
  if (!match) return null
  return match[1] === '<=' ? value <= Number(match[2]) : value >= Number(match[2])
}

/** Prints the table and writes `bench/results/<name>.json`. A missed target is said, not punished. */
export async function reportFigures(name: string, figures: readonly Figure[]): Promise<void> {
  const rows = figures.map((figure) => [
    figure.figure,
    `${figure.value} ${figure.unit}`,
    figure.target ?? '',
    { true: 'kept', false: 'MISSED', null: '' }[String(isKept(figure)) as 'true' | 'false' | 'null'],
    figure.comparedWith ? `${figure.ratio ?? ''} of ${figure.comparedWith}` : '',
  ])
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    )
  }
  await mkdir(RESULTS_DIR, { recursive: true })
  await writeFile(path.join(RESULTS_DIR, `${name}.json`), `${JSON.stringify(figures, null, 2)}\n`)
}

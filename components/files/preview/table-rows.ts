import Papa from 'papaparse'

export interface TableData {
  header: string[]
  rows: string[][]
  /** More rows are in the file than are shown. */
  isPart: boolean
}

const ROWS_MAX = 50_000
const COLUMNS_MAX = 500

/** CSV or TSV with the separator that it has. `isPart`: the text ends somewhere, so its last row is left out. */
export function parseTable(text: string, { isPart }: { isPart: boolean }): TableData {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), {
    skipEmptyLines: 'greedy',
    preview: ROWS_MAX + 2,
    delimitersToGuess: [',', '\t', ';', '|'],
  })
  const whole = isPart ? data.slice(0, -1) : data
  const isCut = isPart || whole.length > ROWS_MAX + 1
  const [header = [], ...rows] = whole.slice(0, ROWS_MAX + 1).map((row) => row.slice(0, COLUMNS_MAX))
  return { header, rows, isPart: isCut }
}

const SAMPLE_ROWS = 200
const WIDTH_MIN = 6
const WIDTH_MAX = 40

/** How wide each column has to be, in characters, by its first rows. */
export function measureColumns({ header, rows }: TableData): number[] {
  const count = Math.max(header.length, ...rows.slice(0, SAMPLE_ROWS).map((row) => row.length))
  return Array.from({ length: count }, (_, column) => {
    const lengths = [header, ...rows.slice(0, SAMPLE_ROWS)].map((row) => countWidth(row[column] ?? ''))
    return Math.min(WIDTH_MAX, Math.max(WIDTH_MIN, ...lengths))
  })
}

/** Characters of East Asian writing are as wide as two others. */
const WIDE = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/g

function countWidth(text: string): number {
  const shown = text.slice(0, WIDTH_MAX)
  return shown.length + (shown.match(WIDE)?.length ?? 0)
}

import { z } from 'zod'

const textSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((text) => (Array.isArray(text) ? text.join('') : text))
const dataSchema = z.record(z.string(), z.unknown())

const outputSchema = z.object({
  output_type: z.string(),
  text: textSchema.optional(),
  data: dataSchema.optional(),
  ename: z.string().optional(),
  evalue: z.string().optional(),
  traceback: z.array(z.string()).optional(),
})

const cellSchema = z.object({
  cell_type: z.string(),
  source: textSchema.default(''),
  execution_count: z.number().nullish(),
  outputs: z.array(outputSchema).default([]),
})

const notebookSchema = z.object({
  cells: z.array(cellSchema),
  metadata: z
    .object({
      language_info: z.object({ name: z.string() }).optional(),
      kernelspec: z.object({ language: z.string().optional() }).optional(),
    })
    .default({}),
})

/** What a cell printed, in a form that can run nothing. */
export type NotebookOutput =
  | { kind: 'text'; text: string }
  | { kind: 'error'; text: string }
  | { kind: 'markdown'; text: string }
  /** A data address of a picture; a picture runs no script, SVG included. */
  | { kind: 'image'; url: string }
  /** Goes into a frame without any right, never into the page. */
  | { kind: 'html'; html: string }

export interface NotebookCell {
  kind: 'code' | 'markdown' | 'raw'
  source: string
  count: number | null
  outputs: NotebookOutput[]
}

export interface Notebook {
  language: string
  cells: NotebookCell[]
}

/** Null for what is no notebook of nbformat 4. https://nbformat.readthedocs.io/en/latest/format_description.html */
export function parseNotebook(text: string): Notebook | null {
  const parsed = notebookSchema.safeParse(parseJson(text))
  if (!parsed.success) return null
  const { cells, metadata } = parsed.data
  return {
    language: metadata.language_info?.name ?? metadata.kernelspec?.language ?? 'python',
    cells: cells.map(({ cell_type: type, source, execution_count: count, outputs }) => ({
      kind: type === 'code' || type === 'markdown' ? type : 'raw',
      source,
      count: count ?? null,
      outputs: outputs.map(toOutput).filter((output) => output !== null),
    })),
  }
}

const PICTURES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp']
const BASE64 = /^[A-Za-z0-9+/=\s]+$/

/** The richest form that is shown safely; scripts and widgets are left out, and their text stands for them. */
function toOutput(output: z.infer<typeof outputSchema>): NotebookOutput | null {
  if (output.output_type === 'error') {
    const trace = output.traceback ?? [`${output.ename ?? ''}: ${output.evalue ?? ''}`]
    return { kind: 'error', text: removeColours(trace.join('\n')) }
  }
  if (output.text !== undefined) return { kind: 'text', text: removeColours(output.text) }
  const data = output.data ?? {}
  for (const type of PICTURES) {
    const content = toText(data[type])
    if (content && BASE64.test(content))
      return { kind: 'image', url: `data:${type};base64,${content.replaceAll(/\s/g, '')}` }
  }
  const drawing = toText(data['image/svg+xml'])
  if (drawing) return { kind: 'image', url: toDrawingUrl(drawing) }
  const html = toText(data['text/html'])
  if (html) return { kind: 'html', html }
  const markdown = toText(data['text/markdown'])
  if (markdown) return { kind: 'markdown', text: markdown }
  const plain = toText(data['text/plain']) ?? toText(data['text/latex'])
  if (plain !== null) return { kind: 'text', text: removeColours(plain) }
  const json = data['application/json']
  return json === undefined ? null : { kind: 'text', text: JSON.stringify(json, null, 2) }
}

const LINE_PX = 24
const FRAME_MIN_PX = 64
const FRAME_MAX_PX = 360

/** How high a frame for it should be at first. Nobody can measure what is in a frame without any right. */
export function estimateHeightPx(html: string): number {
  const lines = html.match(/<(?:tr|p|br|li|h[1-6]|pre)\b/gi)?.length ?? 1
  return Math.min(FRAME_MAX_PX, Math.max(FRAME_MIN_PX, (lines + 1) * LINE_PX))
}

export function toDrawingUrl(svg: string): string {
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}

function toText(value: unknown): string | null {
  const parsed = textSchema.safeParse(value)
  return parsed.success ? parsed.data : null
}

/** Escape sequences of terminals, with which programs colour what they print. */
function removeColours(text: string): string {
  // oxlint's no-control-regex would refuse the character itself.
  return text
    .split('\u001B')
    .map((part, index) => (index === 0 ? part : part.replace(/^\[[0-9;?]*[ -/]*[@-~]/, '')))
    .join('')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

import type { PDFDocumentProxy } from 'pdfjs-dist'

/** In CSS pixels at the size on paper. */
export interface PageSize {
  width: number
  height: number
}

export interface PdfPageFacts {
  number: number
  /** Of the first page, which most of the others are like. */
  size: PageSize
  readSize: () => Promise<PageSize>
  /** Draws it; returns how to stop. */
  draw: (canvas: HTMLCanvasElement, widthPx: number) => () => void
  readText: () => Promise<string>
}

export interface OpenPdf {
  pages: PdfPageFacts[]
  close: () => Promise<void>
}

/** 96 CSS pixels are 72 points. */
const PIXELS_PER_POINT = 96 / 72

/** Where `npm run build` lays what belongs to pdf.js and is no script; the development server has none of it. */
const toPdfFiles = (version: string, folder: string) => `/_next/static/pdfjs-${version}/${folder}/`

/** The legacy build brings what older browsers lack. Its worker is a file of the portal's own. */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  const { getDocument, GlobalWorkerOptions, version } = await import('pdfjs-dist/legacy/build/pdf.mjs')
  GlobalWorkerOptions.workerSrc = new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url).toString()
  const task = getDocument({
    // pdf.js hands what it gets to its worker, and whoever comes back wants the bytes again.
    data: bytes.slice(),
    cMapUrl: toPdfFiles(version, 'cmaps'),
    standardFontDataUrl: toPdfFiles(version, 'standard_fonts'),
    // The worker's own policy lets it load nothing.
    useWorkerFetch: false,
    // Decoders in WebAssembly would need a wider policy; the plain ones draw the same, more slowly.
    useWasm: false,
    disableWorkerRendering: true,
    enableXfa: false,
    // What a document leaves out is no problem of the page.
    verbosity: 0,
  })
  const pdf = await task.promise
  const size = await readSize(pdf, 1)
  const pages = Array.from({ length: pdf.numPages }, (_, index) => toPage(pdf, { number: index + 1, size }))
  return { pages, close: () => task.destroy() }
}

async function readSize(pdf: PDFDocumentProxy, number: number): Promise<PageSize> {
  const { width, height } = (await pdf.getPage(number)).getViewport({ scale: PIXELS_PER_POINT })
  return { width, height }
}

function toPage(pdf: PDFDocumentProxy, facts: Pick<PdfPageFacts, 'number' | 'size'>): PdfPageFacts {
  return {
    ...facts,
    readSize: () => readSize(pdf, facts.number),
    draw: (canvas, widthPx) => {
      let isStopped = false
      let stop = () => {}
      void drawPage(pdf, {
        number: facts.number,
        canvas,
        widthPx,
        isStopped: () => isStopped,
        onStart: (end) => (stop = end),
      })
      return () => {
        isStopped = true
        stop()
      }
    },
    readText: async () => {
      const { items } = await (await pdf.getPage(facts.number)).getTextContent()
      return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('')
    },
  }
}

interface DrawOptions {
  number: number
  canvas: HTMLCanvasElement
  widthPx: number
  isStopped: () => boolean
  onStart: (stop: () => void) => void
}

async function drawPage(pdf: PDFDocumentProxy, options: DrawOptions): Promise<void> {
  const { number, canvas, widthPx, isStopped, onStart } = options
  const page = await pdf.getPage(number)
  if (isStopped()) return
  const scale = (widthPx / page.getViewport({ scale: 1 }).width) * window.devicePixelRatio
  const viewport = page.getViewport({ scale })
  canvas.width = Math.floor(viewport.width)
  canvas.height = Math.floor(viewport.height)
  const task = page.render({ canvas, viewport })
  onStart(() => task.cancel())
  // A page that is scrolled away is no mistake.
  await task.promise.catch(() => {})
}

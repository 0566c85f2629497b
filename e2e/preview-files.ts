import type { Page } from '@playwright/test'
import { buildPdf } from './pdf-file.ts'

/** More than a browser fetches of a sound ahead. */
export const SOUND_BYTES = 60_000_000
export const BYTES_PER_SECOND = 88_200
/** A name that would be an element, wherever it stood as markup. */
export const EVIL_NAME = '<img src=x onerror=alert(1)>.txt'

/** Longer than any window is wide. */
const LONG_LINE = 'all = [0]'.padEnd(400, ' + [1]')

const SVG = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload="${mark('load')}"><script>${mark('svg')}</script><rect width="40" height="30" fill="teal"/></svg>`
const MARKDOWN = `# A heading\n\nSome [words](https://example.org) and \`code\`.\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quoted\n\n\`\`\`\n${LONG_LINE}\n\`\`\`\n\n<script>${mark('md')}</script><img src=x onerror="${mark('md')}">\n\n![elsewhere](https://example.org/a.png)\n`
const NOTEBOOK = {
  nbformat: 4,
  metadata: {},
  cells: [
    { cell_type: 'markdown', source: '# An answer' },
    {
      cell_type: 'code',
      source: `print(6 * 7)\n${LONG_LINE}`,
      execution_count: 1,
      outputs: [
        { output_type: 'stream', name: 'stdout', text: '42\n'.repeat(60) },
        { output_type: 'display_data', data: { 'text/html': `<b>in a frame</b><script>${mark('nb')}</script>` } },
        { output_type: 'error', ename: 'E', evalue: 'v', traceback: ['E: a trace'] },
      ],
    },
  ],
}

/** One of each kind that is shown; where something could run in it, it would leave a mark at the window or ask. */
export async function makePreviewFiles(page: Page): Promise<Record<string, string | Buffer>> {
  return {
    'book.ipynb': JSON.stringify(NOTEBOOK),
    'code.py': 'def answer():\n    """Of everything."""\n    return 6 * 7  # a comment\n',
    'data.json': '{"list":[1,{"deep":"<script>top.ran=1</script>"}]}',
    'drawing.svg': SVG,
    'film.webm': await recordFilm(page),
    'notes.md': MARKDOWN,
    'picture.png': await drawPicture(page),
    'script.pdf': buildPdf({ line: 'Nothing runs', chinese: '報告', script: `top.ran='pdf';app.alert(1)` }),
    'sound.wav': buildSoundHead(),
    'table.csv': 'city,people\n"Taipei, north",2600000\n臺中,2800000\n',
    'table.tsv': 'a\tb\n1\t<b>2</b>\n',
    'what.bin': Buffer.from([0, 1, 2, 255, 254, 0]),
    [EVIL_NAME]: 'harmless\n',
  }
}

/** A script that shows that it ran, in a frame as well. */
function mark(where: string): string {
  return `try{top.ran='${where}'}catch(e){}window.ran='${where}';alert(1)`
}

async function drawPicture(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(40, 30)
    canvas.getContext('2d')?.fillRect(0, 0, 20, 20)
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
  })
  return Buffer.from(bytes)
}

/** Half a second of a square that moves, as the browser itself writes it. */
async function recordFilm(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 })
    const pen = canvas.getContext('2d')
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: 'video/webm' })
    const parts: Blob[] = []
    recorder.ondataavailable = ({ data }) => parts.push(data)
    const ended = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 10; frame += 1) {
      pen?.fillRect(frame * 4, 0, 8, 8)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    recorder.stop()
    await ended
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())]
  })
  return Buffer.from(bytes)
}

/** Of a WAV file: one channel of 16 bits, 44 100 of them a second. */
function buildSoundHead(): Buffer {
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + SOUND_BYTES, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(BYTES_PER_SECOND / 2, 24)
  head.writeUInt32LE(BYTES_PER_SECOND, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(SOUND_BYTES, 40)
  return head
}

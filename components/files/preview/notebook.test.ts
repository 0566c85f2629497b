import { expect, test } from 'vitest'
import { estimateHeightPx, parseNotebook } from './notebook.ts'

function parseOutputs(...outputs: object[]) {
  const cell = { cell_type: 'code', source: ['a = 1\n', 'a'], execution_count: 3, outputs }
  return parseNotebook(JSON.stringify({ nbformat: 4, cells: [cell], metadata: { language_info: { name: 'python' } } }))
}

function show(data: Record<string, unknown>) {
  return parseOutputs({ output_type: 'display_data', data })?.cells[0]?.outputs
}

test('cells keep their source, their number and their language', () => {
  const notebook = parseOutputs({ output_type: 'stream', name: 'stdout', text: ['1\n', '2'] })
  expect(notebook?.language).toBe('python')
  expect(notebook?.cells).toEqual([
    { kind: 'code', source: 'a = 1\na', count: 3, outputs: [{ kind: 'text', text: '1\n2' }] },
  ])
})

test('the richest form that can run nothing is shown', () => {
  expect(show({ 'text/plain': 'plot', 'image/png': 'aGVs\nbG8=' })).toEqual([
    { kind: 'image', url: 'data:image/png;base64,aGVsbG8=' },
  ])
  expect(show({ 'application/javascript': 'alert(1)', 'text/plain': 'a widget' })).toEqual([
    { kind: 'text', text: 'a widget' },
  ])
  expect(show({ 'application/javascript': 'alert(1)' })).toEqual([])
  expect(show({ 'text/html': ['<b>', 'x</b>'], 'text/plain': 'x' })).toEqual([{ kind: 'html', html: '<b>x</b>' }])
})

test('a picture that is none does not get into an address', () => {
  expect(show({ 'image/png': '"><script>alert(1)</script>', 'text/plain': 'x' })).toEqual([{ kind: 'text', text: 'x' }])
  expect(show({ 'image/svg+xml': '<svg onload="alert(1)"/>' })).toEqual([
    { kind: 'image', url: 'data:image/svg+xml;charset=utf-8,%3Csvg%20onload%3D%22alert(1)%22%2F%3E' },
  ])
})

test('an error shows its trace without the colours of a terminal', () => {
  const outputs = parseOutputs({
    output_type: 'error',
    ename: 'E',
    evalue: 'v',
    traceback: ['\u001B[0;31mE\u001B[0m: v'],
  })
  expect(outputs?.cells[0]?.outputs).toEqual([{ kind: 'error', text: 'E: v' }])
})

test.each(['', '{}', '[]', 'null', '{"cells":1}', '{"cells":[{"cell_type":"code","source":{}}]}'])(
  '%s is no notebook',
  (text) => {
    expect(parseNotebook(text)).toBeNull()
  },
)

test('a frame is about as high as what is in it, within limits', () => {
  expect(estimateHeightPx('<b>x</b>')).toBe(64)
  expect(estimateHeightPx(`<table>${'<tr><td>1</td></tr>'.repeat(6)}</table>`)).toBe(168)
  expect(estimateHeightPx('<tr>'.repeat(1000))).toBe(360)
})

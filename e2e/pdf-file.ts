/** Where a reader would begin to run something: when the document opens, when the page shows, and when it is pressed. */
function listActions(script: string) {
  const action = `<</S/JavaScript/JS(${script})>>`
  const address = `<</S/URI/URI(javascript:${script})>>`
  return {
    catalog: `/OpenAction${action}/AA<</WC${action}/WS${action}>>/Names<</JavaScript<</Names[(a)${action}]>>>>`,
    page: `/AA<</O${action}>>/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 595 842]/A${address}>>]`,
  }
}

/**
 * A PDF of one page with a line in a font that every reader has, and one in Chinese whose font and whose table of
 * characters it leaves to the reader, as many printers' programs do. `script` has no brackets that are not closed.
 */
export function buildPdf({ line, chinese, script }: { line: string; chinese: string; script?: string }): Buffer {
  const actions = script === undefined ? { catalog: '', page: '' } : listActions(script)
  const hex = Buffer.from(chinese, 'utf16le').swap16().toString('hex')
  const content = `BT /F1 28 Tf 72 760 Td (${line}) Tj 0 -50 Td /F2 28 Tf <${hex}> Tj ET`
  const system = '<</Registry(Adobe)/Ordering(CNS1)/Supplement 0>>'
  const objects = [
    `<</Type/Catalog/Pages 2 0 R${actions.catalog}>>`,
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R/F2 6 0 R>>>>${actions.page}>>`,
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
    '<</Type/Font/Subtype/Type0/BaseFont/MSung-Light/Encoding/UniCNS-UCS2-H/DescendantFonts[7 0 R]>>',
    `<</Type/Font/Subtype/CIDFontType0/BaseFont/MSung-Light/CIDSystemInfo${system}/DW 1000/FontDescriptor 8 0 R>>`,
    '<</Type/FontDescriptor/FontName/MSung-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 880/Descent -120>>',
  ]
  let text = '%PDF-1.5\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj${object}endobj\n`
    return String(offset).padStart(10, '0')
  })
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  const count = objects.length + 1
  const end = `xref\n0 ${count}\n0000000000 65535 f \n${table}trailer<</Size ${count}/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF`
  return Buffer.from(text + end, 'latin1')
}

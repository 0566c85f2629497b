const FRAME_NAME = 'moorage-download'

/**
 * Where the browser sends what it downloads: a frame that nobody sees, so that a refusal never takes the page away. A
 * file that is saved leaves the frame as it was.
 */
function prepareFrame(): string {
  if (document.getElementsByName(FRAME_NAME).length === 0) {
    const frame = document.createElement('iframe')
    frame.name = FRAME_NAME
    frame.hidden = true
    frame.title = ''
    document.body.append(frame)
  }
  return FRAME_NAME
}

/** The browser itself downloads it, with its own progress, pause and resume. */
export function startDownload(url: string): void {
  const link = document.createElement('a')
  link.href = url
  link.target = prepareFrame()
  // A download is no reason to tell the file server which page it was asked for on.
  link.referrerPolicy = 'no-referrer'
  link.click()
}

/** A form, because a selection of thousands of paths fits into no address. */
export function startZip({ url, token, paths }: { url: string; token: string; paths: readonly string[] }): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = url
  form.target = prepareFrame()
  form.hidden = true
  for (const [name, value] of Object.entries({ token, paths: JSON.stringify(paths) })) {
    const field = document.createElement('input')
    field.type = 'hidden'
    field.name = name
    field.value = value
    form.append(field)
  }
  document.body.append(form)
  form.submit()
  form.remove()
}

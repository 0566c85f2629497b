import type { Options } from 'react-markdown'
import remarkGfm from 'remark-gfm'

/** What Markdown itself can mean, tables and lists of tasks included. Nothing of it loads or runs anything but `a` and `img`. */
const ELEMENTS = [
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'blockquote', 'pre', 'code', 'em', 'strong', 'del', 'sup'],
  ...['ul', 'ol', 'li', 'input', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'section', 'a', 'img'],
]

/** An address without a scheme leads to a place on the volume, or nowhere; see findLinkedPath. */
export function toAllowedAddress(address: string): string {
  const scheme = /^[^/?#]*?:/.exec(address)?.[0].toLowerCase()
  return scheme === undefined || ['http:', 'https:', 'mailto:'].includes(scheme) ? address : ''
}

/** HTML in a text stays text: there is no plugin that reads it, and a list of what may become an element at all. */
export const MARKDOWN_LIMITS: Options = {
  remarkPlugins: [remarkGfm],
  allowedElements: ELEMENTS,
  urlTransform: toAllowedAddress,
}

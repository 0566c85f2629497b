/** Markup that is safe as it stands. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | readonly Html[] | null

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function toMarkup(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'string') return value.replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '')
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

/** A template of markup: what is put in is text, unless it is markup itself; quotes are escaped too, for attributes. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return { markup: String.raw({ raw: strings }, ...values.map(toMarkup)) }
}

/** For text that is markup already: the provider's own forms, a style sheet, a script. */
export function trustMarkup(markup: string): Html {
  return { markup }
}

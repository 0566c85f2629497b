/** A command as people write it, as the words that a program gets. Nothing is put in for `$NAME` or `*`. */
export interface ParsedWords {
  words: string[]
  /** A quote is opened and never closed. */
  isOpen: boolean
}

const PLAIN = /^[\w@%+=:,./-]+$/

/** Quotes and backslashes as in a shell; line ends outside quotes part words like spaces. */
export function parseWords(text: string): ParsedWords {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? ''
    if (quote !== '') {
      if (character === quote) quote = ''
      else if (quote === '"' && character === '\\' && /["\\]/.test(text[at + 1] ?? '')) {
        word += text[at + 1] ?? ''
        at += 1
      } else word += character
    } else if (character === '"' || character === "'") {
      quote = character
      // Two quotes with nothing between them are a word too.
      word ??= ''
    } else if (character === '\\' && at + 1 < text.length) {
      word = (word ?? '') + (text[at + 1] ?? '')
      at += 1
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + character
  }
  if (word !== null) words.push(word)
  return { words, isOpen: quote !== '' }
}

/** Reads back as the same words. */
export function formatWords(words: readonly string[]): string {
  return words.map((word) => formatWord(word)).join(' ')
}

function formatWord(word: string): string {
  if (PLAIN.test(word)) return word
  if (!word.includes("'")) return `'${word}'`
  return `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`
}

/**
 * How well a command fits what was typed: 0 not at all, 1 at best. Each typed word must begin a word of the command;
 * letters strewn over it, as looser searches allow, find what nobody meant.
 */
export function scoreCommand(search: string, words: readonly string[] = []): number {
  const typed = listWords(search)
  const [label = '', ...others] = words.map((text) => text.toLowerCase())
  if (typed.length === 0 || label.startsWith(typed.join(' '))) return 1
  if (typed.every((word) => hasWord(label, word))) return 0.8
  return typed.every((word) => [label, ...others].some((text) => hasWord(text, word))) ? 0.5 : 0
}

function listWords(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

/** Chinese has no spaces between words, so there a word may begin anywhere. */
function hasWord(text: string, word: string): boolean {
  return /\p{Script=Han}/u.test(word)
    ? text.includes(word)
    : text.split(/[\s\-_/.,:()]+/).some((one) => one.startsWith(word))
}

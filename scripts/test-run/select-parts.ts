export const PARTS = ['unit', 'integration', 'e2e', 'soak'] as const
export type Part = (typeof PARTS)[number]

export interface Selection {
  /** The parts to run, each with the files it is limited to; no file means all of them. */
  parts: Map<Part, string[]>
  /** The whole run, as CI does it: with `check` and without what takes hours. */
  isWhole: boolean
}

/** What the words after `npm test --` ask for; a word that is neither a part nor a test file is returned as it is. */
export function selectParts(words: string[]): Selection | { unknown: string } {
  if (words.length === 0) {
    return {
      isWhole: true,
      parts: new Map([['unit', []] as const, ['integration', []] as const, ['e2e', []] as const]),
    }
  }
  const parts = new Map<Part, string[]>()
  for (const word of words) {
    const part = PARTS.find((name) => name === word)
    const partOfFile = part ?? toPart(word)
    if (!partOfFile) return { unknown: word }
    parts.set(partOfFile, [...(parts.get(partOfFile) ?? []), ...(part ? [] : [word])])
  }
  return { isWhole: false, parts }
}

function toPart(file: string): Part | null {
  if (file.endsWith('.e2e.ts')) return 'e2e'
  if (!file.endsWith('.test.ts')) return null
  if (file.endsWith('.integration.test.ts')) return 'integration'
  return file.endsWith('.soak.test.ts') ? 'soak' : 'unit'
}

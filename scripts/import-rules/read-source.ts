import { parseSync } from 'oxc-parser'

export interface Import {
  specifier: string
  line: number
  /** Nothing of it is left when the program runs. */
  isTypeOnly: boolean
}

export interface Source {
  /** Path in the checkout, with slashes. */
  file: string
  imports: Import[]
  comments: { text: string; line: number }[]
  /** Why the file could not be read; null when it could. */
  problem: string | null
}

export function readSource(file: string, text: string): Source {
  const { module, comments, errors } = parseSync(file, text)
  const toLine = (offset: number) => text.slice(0, offset).split('\n').length
  const imports: Import[] = []
  for (const { moduleRequest, entries, start } of module.staticImports) {
    const isTypeOnly = entries.length > 0 && entries.every((entry) => entry.isType)
    imports.push({ specifier: moduleRequest.value, line: toLine(start), isTypeOnly })
  }
  for (const { moduleRequest, isType, start } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (moduleRequest) imports.push({ specifier: moduleRequest.value, line: toLine(start), isTypeOnly: isType })
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    const literal = /^(['"`])([^'"`$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))
    if (literal?.[2]) imports.push({ specifier: literal[2], line: toLine(start), isTypeOnly: false })
  }
  return {
    file,
    imports,
    comments: comments.map(({ value, start }) => ({ text: value, line: toLine(start) })),
    problem: errors[0]?.message ?? null,
  }
}

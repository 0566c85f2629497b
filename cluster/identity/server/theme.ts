import { AppError } from '#lib/errors.ts'

const BLOCKS = { light: /^:root \{([^}]*)\}/m, dark: /^\[data-theme='dark'\] \{([^}]*)\}/m }

/**
 * Takes the colours from the portal's style sheet, so that both look the same; here the system's setting chooses
 * between light and dark. Throws INTERNAL when the sheet is no longer written in a way that this understands.
 */
export function buildTheme(portalSheet: string): string {
  const [light, dark] = [BLOCKS.light, BLOCKS.dark].map((block) => block.exec(portalSheet)?.[1]?.trim())
  if (!light || !dark) throw new AppError('INTERNAL', 'The colours of the portal’s style sheet were not found.')
  return `:root {\n${light}\n}\n@media (prefers-color-scheme: dark) {\n:root {\n${dark}\n}\n}\n`
}

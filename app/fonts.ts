import localFont from 'next/font/local'

/** The Latin part of Inter is preloaded; the other parts come from the package's own sheet when a page needs them. */
export const interLatin = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter-latin',
  weight: '100 900',
  display: 'swap',
  adjustFontFallback: false,
})

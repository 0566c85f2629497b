import { expect, test } from 'vitest'
import { readAssets } from './assets.ts'
import { buildTheme } from './theme.ts'

test('the portal’s own sheet has all the colours that the pages use', () => {
  const sheet = readAssets().get('/assets/page.css')!.content.toString()
  const used = new Set([...sheet.matchAll(/var\((--[a-z-]+)\)/g)].map((match) => match[1]!))
  const [light = '', dark = ''] = [...sheet.matchAll(/:root \{([^}]*)\}/g)].map((match) => match[1]!)
  expect(used.size).toBeGreaterThan(10)
  for (const name of used) {
    expect(light).toContain(`${name}: `)
    expect(dark).toContain(`${name}: `)
  }
  expect(light).not.toBe(dark)
})

test('a sheet of another form is refused', () => {
  expect(() => buildTheme('.dark { --ground: #000 }')).toThrow('colours')
})

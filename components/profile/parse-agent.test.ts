import { expect, test } from 'vitest'
import { parseAgent } from './parse-agent.ts'

const MAC = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit'

test.each([
  [`${MAC}/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15`, 'Safari', 'Mac'],
  [`${MAC}/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36`, 'Chrome', 'Mac'],
  [`${MAC}/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Edg/146.0`, 'Edge', 'Mac'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0', 'Firefox', 'Linux'],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/146.0 Mobile Safari/537.36', 'Chrome', 'Android'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) CriOS/146.0 Mobile Safari/604.1', 'Chrome', 'iPhone'],
])('%s', (agent, browser, system) => {
  expect(parseAgent(agent)).toEqual({ browser, system })
})

test('what names itself in no known way is not guessed', () => {
  expect(parseAgent('curl/8.9')).toBeNull()
  expect(parseAgent('')).toBeNull()
})

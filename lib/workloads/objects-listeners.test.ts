import { expect, test } from 'vitest'
import { parseListeners } from './objects-listeners.ts'

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n'
const REST = '00000000:00000000 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0'
const row = (address: string, state = '0A') =>
  `   0: ${address} ${'0'.repeat(address.indexOf(':'))}:0000 ${state} ${REST}\n`

test('sockets that wait for connections, and from where they can be reached', () => {
  const tcp = HEAD + row('0100007F:1F90') + row('00000000:0050') + row('0700F40A:0BB8') + row('0700F40A:C350', '01')
  const tcp6 =
    HEAD +
    row('00000000000000000000000001000000:22B8') +
    row('00000000000000000000000000000000:0016') +
    row('0000000000000000FFFF00000100007F:1388')
  expect(parseListeners(tcp + tcp6)).toEqual([
    { port: 22, isLoopback: false },
    { port: 80, isLoopback: false },
    { port: 3000, isLoopback: false },
    { port: 5000, isLoopback: true },
    { port: 8080, isLoopback: true },
    { port: 8888, isLoopback: true },
  ])
})

test('one of several sockets on a port is enough to be reached', () => {
  expect(parseListeners(row('0100007F:1F90') + row('00000000000000000000000000000000:1F90'))).toEqual([
    { port: 8080, isLoopback: false },
  ])
  expect(parseListeners(row('00000000:1F90') + row('0100007F:1F90'))).toEqual([{ port: 8080, isLoopback: false }])
})

test.each(['', 'nonsense', HEAD])('%j is nothing', (text) => {
  expect(parseListeners(text)).toEqual([])
})

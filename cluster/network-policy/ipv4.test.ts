import { expect, test } from 'vitest'
import { ALL_IPV4, formatIpv4, formatIpv4Range, parseIpv4, parseIpv4Block } from './ipv4.ts'

test.each(['0.0.0.0', '10.244.0.7', '192.168.255.1', '255.255.255.255'])('reads and writes %s', (text) => {
  expect(formatIpv4(parseIpv4(text) ?? -1)).toBe(text)
})

test.each(['', '10.0.0', '10.0.0.256', 'fe80::1', '10.0.0.1/8'])('does not take "%s" for an address', (text) => {
  expect(parseIpv4(text)).toBeNull()
})

test.each([
  ['10.0.0.0/8', '10.0.0.0-10.255.255.255'],
  ['192.168.1.77/24', '192.168.1.0-192.168.1.255'],
  ['10.244.0.3/32', '10.244.0.3'],
  ['10.244.0.3/31', '10.244.0.2-10.244.0.3'],
  ['255.255.255.255/1', '128.0.0.0-255.255.255.255'],
])('the block %s is %s', (cidr, text) => {
  const block = parseIpv4Block(cidr)
  expect(block && formatIpv4Range(block)).toBe(text)
})

test('the block of everything is all of IPv4', () => {
  expect(parseIpv4Block('0.0.0.0/0')).toEqual(ALL_IPV4)
})

test.each(['::/0', 'fd00::/8', '10.0.0.0', '10.0.0.0/33', '10.0.0.0/'])('"%s" is no IPv4 block', (cidr) => {
  expect(parseIpv4Block(cidr)).toBeNull()
})

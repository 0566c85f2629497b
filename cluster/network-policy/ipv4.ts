import { isIPv4 } from 'node:net'
import type { NumberRange } from './number-range.ts'

export const ALL_IPV4: NumberRange = { first: 0, last: 0xffff_ffff }

/** Null when the text is not an IPv4 address. */
export function parseIpv4(text: string): number | null {
  if (!isIPv4(text)) return null
  return text.split('.').reduce((value, octet) => value * 256 + Number(octet), 0)
}

export function formatIpv4(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}

/** The addresses of an IPv4 block such as `10.0.0.0/8`, host bits ignored; null for anything else, such as an IPv6 block. */
export function parseIpv4Block(cidr: string): NumberRange | null {
  const [text = '', bits = ''] = cidr.split('/')
  const address = parseIpv4(text)
  if (address === null || !/^(3[0-2]|[12]?\d)$/.test(bits)) return null
  const sizeOfBlock = 2 ** (32 - Number(bits))
  const first = Math.floor(address / sizeOfBlock) * sizeOfBlock
  return { first, last: first + sizeOfBlock - 1 }
}

/** As nft writes it: one address, or `first-last`. */
export function formatIpv4Range({ first, last }: NumberRange): string {
  return first === last ? formatIpv4(first) : `${formatIpv4(first)}-${formatIpv4(last)}`
}

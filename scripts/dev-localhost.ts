// Loaded before a program (node --import) that asks for addresses below localhost. Browsers and curl take them for this
// machine, as RFC 6761 has it; on Debian the system's resolver, and with it Node.js, does not know them.
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'

const systemLookup = dns.lookup

function lookup(hostname: string, ...rest: [unknown, unknown?]): void {
  const name = /(^|\.)localhost\.?$/.test(hostname) ? 'localhost' : hostname
  Reflect.apply(systemLookup, dns, [name, ...rest])
}

Object.assign(dns, { lookup })
syncBuiltinESMExports()

import { parseWords } from './words.ts'

/** Where well-known programs listen when nobody tells them otherwise; by the last part of the image's name. */
const USUAL: Record<string, number> = {
  caddy: 80,
  flask: 5000,
  grafana: 3000,
  httpd: 80,
  influxdb: 8086,
  mongo: 27_017,
  mysql: 3306,
  mariadb: 3306,
  nginx: 80,
  node: 3000,
  notebook: 8888,
  postgres: 5432,
  redis: 6379,
}
const FALLBACK = 8080
/** As in "-p 3000", "--port=3000", "--port 3000", "-p3000". */
const OPTION = /^(?:-p|--(?:[a-z]+-)?port)(?:=?(\d{2,5}))?$/
/** As in "0.0.0.0:3000", ":3000", "localhost:3000". */
const ADDRESS = /^(?:[\w.-]*|\[[\d:a-f]*\]):(\d{2,5})$/

/** Where the program most likely listens: as its command says, else as such images do. */
export function guessPort({ image, command, args }: { image: string; command: string; args: string }): number {
  const words = [...parseWords(command).words, ...parseWords(args).words].flatMap((word) => word.split(/\s+/))
  for (const [at, word] of words.entries()) {
    const option = OPTION.exec(word)
    const told = option ? (option[1] ?? words[at + 1]) : ADDRESS.exec(word)?.[1]
    const port = /^\d{2,5}$/.test(told ?? '') ? Number(told) : 0
    if (port > 0 && port <= 65_535) return port
  }
  const name = /([^/:@]+)(?::[^/@]*)?(?:@.*)?$/.exec(image.trim())?.[1] ?? ''
  if (/unprivileged/.test(name)) return FALLBACK
  return USUAL[name] ?? FALLBACK
}

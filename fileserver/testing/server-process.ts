import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { SignJWT } from 'jose'
import { ACCESS_TYP, CONTROL_TYP, LINK_TYP, toAudience, type FileMode } from '#lib/files/protocol/tokens.ts'

export const PORTAL = 'http://moorage.localhost:8080'
export const VOLUME_UID = '7d9f1f60-0000-4000-8000-00000000cafe'
const BASE_PATH = '/moorage-files-test'
const START_MS = 20_000
/** What the test run made of the sources; somebody who runs one file without it gets the sources themselves. */
const PROGRAM = process.env['MOORAGE_FILESERVER_PROGRAM'] ?? path.resolve(import.meta.dirname, '../main.ts')

export interface ServerProcess {
  /** With the base path. */
  url: string
  pid: number
  token: (sub?: string) => Promise<string>
  link: (claims: Record<string, unknown>) => Promise<string>
  /** Any other word of the portal, or of somebody who pretends to be it. */
  sign: (claims: Record<string, unknown>, form: TokenForm) => Promise<string>
  /** Sends a control token and returns the status. */
  control: (claims: Record<string, unknown>) => Promise<number>
  /** Its exit code, once it has ended. */
  ended: Promise<number | null>
  /** What a running process gets: SIGKILL leaves it no moment. Resolves when it is gone. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

export interface TokenForm {
  typ: string
  seconds: number
  key?: KeyObject
  kid?: string
}

export interface ServerOptions {
  /** The folder that is the volume. */
  root: string
  mode?: FileMode
  /** 0: any that is free. */
  port?: number
  env?: Record<string, string>
  idleSeconds?: number
  /** Whose rights it has; only root may give it another's. */
  uid?: number
  /** What Node.js is to run, where it is another program. */
  program?: string
}

const pair = generateKeyPairSync('ed25519')
export const KID = 'test-1'
export const { publicKey } = pair
const publicKeys = Buffer.from(JSON.stringify([{ ...publicKey.export({ format: 'jwk' }), kid: KID }])).toString(
  'base64url',
)

/** Starts the program as a pod would, with keys of its own, on this machine's loopback. */
export async function startServerProcess(options: ServerOptions): Promise<ServerProcess> {
  const { root, mode = 'rw', port = 0, env = {}, idleSeconds = 3600, uid, program = PROGRAM } = options
  const args = {
    'base-path': BASE_PATH,
    'volume-uid': VOLUME_UID,
    mode,
    root,
    port,
    'portal-origin': PORTAL,
    'public-keys': publicKeys,
    'idle-seconds': idleSeconds,
  }
  const child = spawn(
    process.execPath,
    [program, ...Object.entries(args).map(([name, value]) => `--${name}=${value}`)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  )
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  const found = await readPort(child)
  const audience = toAudience(VOLUME_UID, mode)
  const url = `http://127.0.0.1:${found}${BASE_PATH}`
  return {
    url,
    ended,
    sign: (claims, form) => sign({ aud: audience, sub: 'alice', sid: 'session-of-alice', ...claims }, form),
    control: async (claims) => {
      const token = await sign({ aud: audience, jti: randomUUID(), ...claims }, { typ: CONTROL_TYP, seconds: 60 })
      return (await fetch(`${url}/control`, { method: 'POST', body: token })).status
    },
    pid: child.pid ?? 0,
    token: (sub = 'alice') => sign({ aud: audience, sub, sid: `session-of-${sub}` }, { typ: ACCESS_TYP, seconds: 300 }),
    link: (claims) =>
      sign({ aud: audience, sub: 'alice', sid: 'session', ...claims }, { typ: LINK_TYP, seconds: 3600 }),
    stop: async (signal = 'SIGKILL') => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill(signal)
      await gone
    },
  }
}

function sign(
  claims: Record<string, unknown>,
  { typ, seconds, key = pair.privateKey, kid = KID }: TokenForm,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000)
  return new SignJWT({ iss: PORTAL, iat: now, exp: now + seconds, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ, kid })
    .sign(key)
}

async function readPort(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('It has no output.')
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS)
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      const { port, msg } = JSON.parse(line) as { port?: number; msg?: string }
      if (msg === 'serving' && port !== undefined) return port
    }
  } finally {
    clearTimeout(timer)
    child.stdout.resume()
  }
  throw new Error('The file server did not start.')
}

import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import http from 'node:http'
import path from 'node:path'
import { readFileKeys, toPublicKeys } from '#cluster/demo/portal-secrets.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { inNetns } from '#cluster/network.ts'
import { createAccountKubeconfig, GATEWAY_ACCOUNT } from './accounts-under-test.ts'
import { client, layout, waitFor } from './cluster-under-test.ts'

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '../..')

export interface GatewayUnderTest {
  /** Where it listens: on the node, so that it reaches pods at their own addresses. */
  host: string
  port: number
  /** Where it answers the portal alone. */
  internalPort: number
  /** What it has written so far. */
  readLog(): string
  stop(): Promise<void>
}

export interface GatewayStart {
  /** The keys that the portal of this test signs with. */
  fileKeys?: string
  name?: string
  internalPort?: number
  settings: Record<string, string>
}

/** The gateway as a process of its own on the node of the cluster, with nothing but its own account's rights. */
export async function startGateway({
  fileKeys,
  name = 'gateway-0',
  internalPort = pickPort(),
  settings,
}: GatewayStart): Promise<GatewayUnderTest> {
  const kubeconfig = await createAccountKubeconfig(GATEWAY_ACCOUNT)
  const host = layout.nodeAddress
  const port = pickPort()
  const [program, ...args] = inNetns(layout, [process.execPath, 'gateway/main.ts'])
  const child = spawn(program, args, {
    cwd: CHECKOUT_DIR,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MOORAGE_KUBECONFIG: kubeconfig.file,
      MOORAGE_NAMESPACE: NAMESPACE,
      MOORAGE_GATEWAY_PORT: String(port),
      MOORAGE_GATEWAY_INTERNAL_PORT: String(internalPort),
      MOORAGE_METRICS_PORT: String(port + 10_000),
      MOORAGE_TICKET_KEYS: JSON.stringify(toPublicKeys(fileKeys ?? (await readFileKeys(client)))),
      MOORAGE_POD_NAME: name,
      MOORAGE_POD_IP: host,
      ...settings,
    },
  })
  let written = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text))
  await waitFor('the gateway to answer', () => isAnswering({ host, port }))
  return {
    host,
    port,
    internalPort,
    readLog: () => written,
    async stop() {
      child.kill('SIGKILL')
      await kubeconfig.remove()
    },
  }
}

/** One that most likely nobody has. */
export function pickPort(): number {
  return 20_000 + (randomBytes(2).readUInt16BE() % 10_000)
}

function isAnswering(place: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    http
      .get({ ...place, path: '/healthz', agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode === 200)
      })
      .on('error', () => resolve(false))
  })
}

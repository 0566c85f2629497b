import { readFile } from 'node:fs/promises'
import https from 'node:https'
import net from 'node:net'
import type { Readiness } from './parts/part.ts'

const TIMEOUT_MS = 2000

/** Whether the part serves right now; every failure means no. */
export async function isServing(readiness: Readiness): Promise<boolean> {
  if ('socketPath' in readiness) return canConnect(readiness.socketPath)
  const { url, caFile, certFile, keyFile } = readiness
  const [ca, cert, key] = await Promise.all([readFile(caFile), readFile(certFile), readFile(keyFile)])
  return new Promise((resolve) => {
    const request = https.get(url, { ca, cert, key, timeout: TIMEOUT_MS, agent: false }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', () => resolve(false))
    request.once('close', () => resolve(false))
  })
}

function canConnect(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath)
    const finish = (isListening: boolean) => {
      socket.destroy()
      resolve(isListening)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
  })
}

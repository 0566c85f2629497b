import { chmod, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { AppError } from '#lib/errors.ts'
import { formatCniError, parseCniAdd } from './cni-request.ts'
import type { CniAttachment } from './cni-request.ts'

export interface CniServerOptions {
  socketPath: string
  /** Resolves once the pod's address is under its policies; what it throws becomes the plugin's refusal. */
  onAdd: (attachment: CniAttachment) => Promise<void>
  onDelete: (containerId: string) => void
  log: (line: string) => void
}

function toHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

async function answer(request: IncomingMessage, options: CniServerOptions): Promise<unknown> {
  const command = toHeader(request, 'cni-command')
  const containerId = toHeader(request, 'cni-container-id')
  const config = await text(request)
  if (command === 'ADD') {
    const attachment = parseCniAdd({ containerId, args: toHeader(request, 'cni-args'), config })
    await options.onAdd(attachment)
    return attachment.result
  }
  if (command === 'DEL') {
    if (containerId) options.onDelete(containerId)
    return {}
  }
  throw new AppError('INVALID_INPUT', 'The network policy controller knows the CNI commands ADD and DEL only.')
}

function refuse(response: ServerResponse, error: unknown, log: (line: string) => void): void {
  const message =
    error instanceof AppError ? error.userMessage : 'The network policy controller failed; its log says why.'
  log(`CNI call refused: ${error instanceof AppError ? message : String(error)}`)
  response.writeHead(503, { 'content-type': 'application/json' }).end(formatCniError(message))
}

/** Answers the CNI plugin on a unix socket that only root may use; resolves once it listens, to the function that ends it. */
export async function startCniServer(options: CniServerOptions): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    answer(request, options).then(
      (result) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result)),
      (error: unknown) => refuse(response, error, options.log),
    )
  })
  // The socket of a controller that was killed stays behind as a file.
  await rm(options.socketPath, { force: true })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.socketPath, resolve))
  await chmod(options.socketPath, 0o600)
  return () =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
}

import type { ServerResponse } from 'node:http'
import type { FileProblem } from '#lib/files/protocol/problems.ts'
import type { Call } from './call.ts'
import { getErrno, type FileError } from './file-error.ts'

export function sendJson(call: Call, body: unknown, status = 200): void {
  const text = Buffer.from(JSON.stringify(body))
  call.response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
    'cache-control': 'no-store',
  })
  call.response.end(call.request.method === 'HEAD' ? undefined : text)
}

export function sendNothing(call: Call, status = 204): void {
  call.response.writeHead(status, { 'cache-control': 'no-store' })
  call.response.end()
}

/** The answer to what was refused; when part of an answer is out already, cutting it off is the only way to say so. */
export function sendProblem(response: ServerResponse, error: FileError, requestId: string): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const problem: FileProblem = {
    error: { code: error.code, path: error.path, raw: getErrno(error.cause), requestId },
  }
  const text = Buffer.from(JSON.stringify(problem))
  response.removeHeader('content-disposition')
  response.writeHead(error.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': text.length,
    'cache-control': 'no-store',
    ...(error.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(error.code === 'STOPPING' || error.code === 'TOO_MANY' ? { 'retry-after': '1' } : {}),
  })
  response.end(response.req.method === 'HEAD' ? undefined : text)
}

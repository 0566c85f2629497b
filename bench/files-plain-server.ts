import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'

/** The plainest server there is, for comparison; nothing of it is safe. Arguments: the folder and the port. */
const [root = '', port = ''] = process.argv.slice(2)
const BLOCK_BYTES = 1024 * 1024

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const file = path.join(root, decodeURIComponent(request.url ?? ''))
  if (request.method === 'PUT') {
    await using target = await open(file, 'w')
    for await (const chunk of request) await target.write(chunk as Buffer)
    await target.datasync()
    response.writeHead(201).end()
    return
  }
  const source = await open(file)
  await pipeline(source.createReadStream({ highWaterMark: BLOCK_BYTES }), response)
}

createServer((request, response) => {
  answer(request, response).catch(() => (response.headersSent ? response.destroy() : response.writeHead(404).end()))
}).listen(Number(port), '127.0.0.1')

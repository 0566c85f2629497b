import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Connector } from './connect.ts'
import { parseServerPath } from './find-server.ts'
import type { ServerFinder } from './find-server.ts'
import { passOn } from './pass-on.ts'
import { refuseUpgrade } from './pass-upgrade.ts'
import { refuse } from './site.ts'
import type { Site } from './site.ts'

export interface FilesSiteOptions {
  host: string
  finder: ServerFinder
  connector: Connector
  log: Logger
}

/** File servers, by the path that names one; they check each request themselves. */
export function createFilesSite({ host, finder, connector, log }: FilesSiteOptions): Site {
  return {
    name: 'files',
    has: (asked) => asked === host,
    async upgrade({ socket }) {
      refuseUpgrade(socket, 501)
    },
    async answer(request: IncomingMessage, response: ServerResponse) {
      const address = parseServerPath(request.url ?? '')
      if (!address) return refuse(response, 404)
      const pod = await finder.find(address).catch((error: unknown) => {
        log.warn({ error }, 'A file server could not be looked up')
        return null
      })
      if (!pod) return refuse(response, 404)
      try {
        await passOn({ request, response, agent: connector.getAgent(pod) })
      } catch (error) {
        finder.forget(address)
        if (!response.destroyed) log.warn({ error, server: address.name }, 'A file server did not answer')
        refuse(response, 502)
      }
    },
  }
}

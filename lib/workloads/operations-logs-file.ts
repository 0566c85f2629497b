import type { IncomingMessage } from 'node:http'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { log } from '#lib/log.ts'
import { buildLogRequest } from './operations-logs-reader.ts'
import { findWorkload } from './operations-context.ts'
import { listRuns, listWorkloadPods } from './operations-logs-runs.ts'
import type { ContainerRun } from './operations-logs-runs.ts'
import type { LogSessionOptions } from './operations-logs-session.ts'

/**
 * Everything that the cluster has of the logs, as it is, one container after the other. Nothing is cut or skipped: the
 * API server gives it as fast as the browser takes it.
 */
export class LogFile {
  private readonly options: LogSessionOptions
  private readonly closing = new AbortController()
  private hasRoom = Promise.withResolvers<void>()

  constructor(options: LogSessionOptions) {
    this.options = options
    options.sink.connect({ onRoom: () => this.hasRoom.resolve(), onClose: () => this.close() })
    void this.run()
  }

  /** What is cut off may not look like a whole file, so the connection ends without an end. */
  end(): void {
    this.options.sink.abort()
    this.close()
  }

  private close(): void {
    if (this.closing.signal.aborted) return
    this.closing.abort()
    this.hasRoom.resolve()
    this.options.onClose()
  }

  private async run(): Promise<void> {
    try {
      await this.writeAll()
      if (this.closing.signal.aborted) return
      this.options.sink.end()
      this.close()
    } catch (error) {
      if (this.closing.signal.aborted) return
      log.warn({ error }, 'A log could not be read to its end')
      this.end()
    }
  }

  private async writeAll(): Promise<void> {
    const { namespace, workload, query } = this.options
    const facts = findWorkload({ namespace }, workload)
    const runs = facts ? listRuns(listWorkloadPods(facts), query) : []
    const wanted = runs.filter(({ previousEnd }) => !query.previous || previousEnd !== null)
    for (const [place, run] of wanted.entries()) {
      const head = `${place > 0 ? '\n' : ''}==> ${run.pod} ${run.container} <==\n`
      if (wanted.length > 1) await this.write(Buffer.from(head))
      for await (const piece of await this.read(run)) await this.write(piece)
      if (this.closing.signal.aborted) return
    }
  }

  private async read(run: ContainerRun): Promise<AsyncIterable<Buffer>> {
    const { namespace, query } = this.options
    const response: IncomingMessage = await getKubeClient().stream({
      ...buildLogRequest({
        namespace,
        pod: run.pod,
        container: run.container,
        isPrevious: query.previous,
        isFollowed: false,
        tailLines: null,
        sinceTime: null,
        hasTimes: true,
      }),
      signal: this.closing.signal,
    })
    return response as AsyncIterable<Buffer>
  }

  private async write(piece: Uint8Array): Promise<void> {
    const { sink } = this.options
    while (sink.isFull && !this.closing.signal.aborted) {
      this.hasRoom = Promise.withResolvers()
      await this.hasRoom.promise
    }
    if (!this.closing.signal.aborted) sink.write(piece)
  }
}

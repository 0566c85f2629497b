import { Worker } from 'node:worker_threads'

export type HashOrder =
  | { kind: 'begin'; id: string; offsetBytes: number; hasDigest: boolean }
  | { kind: 'update'; id: string; bytes: Uint8Array }
  | { kind: 'digestPiece' | 'rollback' | 'digestWhole' | 'drop'; id: string }
  | { kind: 'commit'; id: string; offsetBytes: number }
export type HashAnswer = number | string | null

/** How many uploads may have a running hash; that of one more is read again from its file when it goes on. */
const UPLOADS_MAX = 256
const IDLE_MS = 10 * 60_000
/** Beside this module, also where both are bundled (cluster/images/bundle.ts). */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.mjs', import.meta.url)

interface Waiting {
  resolve: (answer: HashAnswer) => void
  reject: (error: unknown) => void
}

/** Hashes beside the thread that receives. Orders are answered in their turn, so that an answer needs no number. */
export class HashThread {
  #worker: Worker | null = null
  #waiting: Waiting[] = []
  readonly #ids = new Set<string>()
  #idle: NodeJS.Timeout | null = null

  /** How many bytes of the whole are hashed already: at most `offsetBytes`; what is missing has to be given in first. */
  async begin(id: string, options: { offsetBytes: number; hasDigest: boolean }): Promise<number> {
    this.#keep(id)
    return Number(await this.#ask({ kind: 'begin', id, ...options }))
  }

  async update(id: string, bytes: Uint8Array): Promise<void> {
    await this.#ask({ kind: 'update', id, bytes })
  }

  async digestPiece(id: string): Promise<string> {
    return requireDigest(await this.#ask({ kind: 'digestPiece', id }))
  }

  async commit(id: string, offsetBytes: number): Promise<void> {
    await this.#ask({ kind: 'commit', id, offsetBytes })
  }

  async rollback(id: string): Promise<void> {
    await this.#ask({ kind: 'rollback', id })
  }

  async digestWhole(id: string): Promise<string> {
    return requireDigest(await this.#ask({ kind: 'digestWhole', id }))
  }

  async drop(id: string): Promise<void> {
    if (this.#ids.delete(id)) await this.#ask({ kind: 'drop', id })
  }

  /** The one that was used longest ago goes first. */
  #keep(id: string): void {
    this.#ids.delete(id)
    this.#ids.add(id)
    const [oldest] = this.#ids
    if (this.#ids.size > UPLOADS_MAX && oldest !== undefined) void this.drop(oldest)
  }

  #ask(order: HashOrder): Promise<HashAnswer> {
    this.#worker ??= this.#start()
    this.#worker.postMessage(order)
    if (this.#idle) this.#idle.refresh()
    else this.#idle = setTimeout(() => this.#stop(), IDLE_MS).unref()
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }))
  }

  #start(): Worker {
    // The young generation needs no room: bytes are hashed where they lie.
    const worker = new Worker(WORKER, {
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 32 },
    })
    worker.unref()
    worker.on('message', (answer: HashAnswer) => this.#waiting.shift()?.resolve(answer))
    worker.on('error', (error) => this.#fail(worker, error))
    worker.on('exit', () => this.#fail(worker, new Error('The thread that hashes has ended.')))
    return worker
  }

  #fail(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#ids.clear()
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }

  #stop(): void {
    this.#idle = null
    if (this.#waiting.length > 0 || !this.#worker) return
    const worker = this.#worker
    this.#worker = null
    this.#ids.clear()
    void worker.terminate()
  }
}

function requireDigest(answer: HashAnswer): string {
  if (typeof answer !== 'string') throw new Error('The running hash was let go meanwhile.')
  return answer
}

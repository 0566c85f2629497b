import { createHash, type Hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import type { HashAnswer, HashOrder } from './hash-thread.ts'

interface Running {
  /** Of the whole, so far. */
  whole: Hash
  offsetBytes: number
  /** Of the whole at the beginning of the piece, to which a piece that does not count goes back. */
  before: Hash
  /** Of the piece alone; null where nobody asks for it, or where the piece is the beginning of the whole. */
  piece: Hash | null
}

const running = new Map<string, Running>()
const port = parentPort

port?.on('message', (order: HashOrder) => {
  port.postMessage(obey(order) satisfies HashAnswer)
})

function obey(order: HashOrder): HashAnswer {
  const known = running.get(order.id)
  if (order.kind === 'begin') return begin(order)
  if (!known) return null
  switch (order.kind) {
    case 'update':
      known.whole.update(order.bytes)
      known.piece?.update(order.bytes)
      return null
    case 'digestPiece':
      return (known.piece ?? known.whole.copy()).digest('hex')
    case 'commit':
      known.before = known.whole.copy()
      known.offsetBytes = order.offsetBytes
      known.piece = null
      return null
    case 'rollback':
      known.whole = known.before.copy()
      known.piece = null
      return null
    case 'digestWhole':
      return known.whole.copy().digest('hex')
    case 'drop':
      running.delete(order.id)
      return null
  }
}

/** Says how many bytes of the whole are in already; the rest is to be given in first, and committed. */
function begin({ id, offsetBytes, hasDigest }: HashOrder & { kind: 'begin' }): number {
  const known = running.get(id)
  if (!known || known.offsetBytes > offsetBytes) {
    const whole = createHash('sha256')
    running.set(id, { whole, before: whole.copy(), offsetBytes: 0, piece: null })
    return 0
  }
  if (known.offsetBytes === offsetBytes) known.piece = hasDigest && offsetBytes > 0 ? createHash('sha256') : null
  return known.offsetBytes
}

import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { ProbeAnswer, ProbeOrder } from './kernel-probe.ts'

type OrderWithoutId = ProbeOrder extends infer Order ? (Order extends ProbeOrder ? Omit<Order, 'id'> : never) : never

export type AskProbe = (order: OrderWithoutId) => Promise<ProbeAnswer>

/** Speaks to a probe; `onStarted` is called when it says that it listens. */
export function createProbeClient(probe: { stdin: Writable; stdout: Readable }, onStarted?: () => void): AskProbe {
  const waiting = new Map<number, (answer: ProbeAnswer) => void>([[0, () => onStarted?.()]])
  createInterface({ input: probe.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as ProbeAnswer
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  })
  let lastId = 0
  return (order) =>
    new Promise((resolve) => {
      lastId += 1
      waiting.set(lastId, resolve)
      probe.stdin.write(`${JSON.stringify({ id: lastId, ...order })}\n`)
    })
}

import type { Listener } from './objects-listeners.ts'

/** A program may open many ports of which nobody wants to read. */
const OTHERS_MAX = 5

export interface ListenersDiagnosis {
  reason: 'listens-on-loopback' | 'wrong-port'
  /** Where something does listen, as a text. */
  otherPorts: string
}

/**
 * Why nobody reaches this port of a pod, by what somebody saw who looked inside. Null where that says nothing: without a
 * look, or when the port is open, nothing is guessed.
 */
export function diagnoseListeners(listeners: readonly Listener[] | undefined, port: number): ListenersDiagnosis | null {
  const here = listeners?.find((one) => one.port === port)
  if (!listeners || port === 0 || (here && !here.isLoopback)) return null
  const others = listOthers(listeners, port)
  if (here) return { reason: 'listens-on-loopback', otherPorts: others }
  return others === '' ? null : { reason: 'wrong-port', otherPorts: others }
}

/** Those that can be reached, where there are any: what is only for the pod itself is no port to write into a form. */
export function listOthers(listeners: readonly Listener[], port: number): string {
  const others = listeners.filter((one) => one.port !== port)
  const open = others.filter(({ isLoopback }) => !isLoopback)
  return (open.length > 0 ? open : others)
    .slice(0, OTHERS_MAX)
    .map((one) => one.port)
    .join(', ')
}

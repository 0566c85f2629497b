import { planRenewal } from './renewal-plan.ts'
import type { SessionClient } from './session-client.ts'

/** Renews the session of this tab when it is due and somebody is there; returns how to end that. */
export function keepAlive(client: SessionClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined

  function check(): void {
    clearTimeout(timer)
    const plan = planRenewal({
      nowMs: Date.now(),
      ...client.get(),
      activeAtMs: client.getActiveAtMs(),
      isVisible: document.visibilityState === 'visible',
    })
    // A renewal announces itself by `subscribe`, which leads here again.
    if (plan.step === 'renew') void client.renew()
    else if (plan.step === 'rest' && plan.waitMs !== null) timer = setTimeout(check, plan.waitMs)
  }

  function noteUse(): void {
    client.noteActivity()
    // Whoever comes back after a long rest has claims that are too old for the next click.
    if (Date.now() >= client.get().renewAtMs) check()
  }

  function noteVisibility(): void {
    if (document.visibilityState === 'visible') noteUse()
  }

  const unsubscribe = client.subscribe(check)
  document.addEventListener('pointerdown', noteUse, { passive: true })
  document.addEventListener('keydown', noteUse, { passive: true })
  document.addEventListener('visibilitychange', noteVisibility)
  check()
  return () => {
    clearTimeout(timer)
    unsubscribe()
    document.removeEventListener('pointerdown', noteUse)
    document.removeEventListener('keydown', noteUse)
    document.removeEventListener('visibilitychange', noteVisibility)
  }
}

import { isUtf8 } from 'node:buffer'
import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { readSecretValue, toConfigFacts } from './objects.ts'
import { requireSame } from './operations-context.ts'
import type { RevealSecretInput } from './schema-input.ts'
import type { RevealedValue } from './schema.ts'

/** One value of a Secret, for the eyes of who asked; each time with an audit line, and never where that is switched off. */
export async function revealSecret(actor: Actor, input: RevealSecretInput): Promise<RevealedValue> {
  const scope = authorize(actor, 'secret.reveal', input.space)
  const { name, key } = input
  const entry = {
    actor,
    action: 'secret.reveal',
    space: scope.spaceId,
    object: { kind: 'Secret', name },
    after: { key },
  }
  return withAudit(entry, () => reveal(scope, input))
}

async function reveal(scope: SpaceScope, { name, uid, key }: RevealSecretInput): Promise<RevealedValue> {
  if (!getEnv().isSecretRevealOn) {
    throw new AppError('FORBIDDEN', 'Values of secrets are shown to nobody here.', { messageKey: 'config.revealOff' })
  }
  const raw = await requireSame(scope, { kind: 'secret', name, uid })
  if (toConfigFacts(raw, { kind: 'secret', space: scope.spaceId }).guard === 'not-ours') {
    throw new AppError('CONFLICT', `Moorage did not make "${name}", so it shows nothing of it.`, {
      messageKey: 'config.revealNotOurs',
      params: { name },
    })
  }
  const value = readSecretValue(raw, key)
  if (!value) {
    throw new AppError('NOT_FOUND', `There is no entry "${key}" any more.`, {
      messageKey: 'config.keyMissing',
      params: { name: key },
    })
  }
  const isText = isUtf8(value)
  return { value: value.toString(isText ? 'utf8' : 'base64'), isBase64: !isText }
}

import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { FieldMessage } from '#lib/errors.ts'

/** Whether a certificate and a key can be read and belong together; by field, empty when they do. */
export function checkKeyPair(pair: { certificate: string; privateKey: string }): Record<string, FieldMessage> {
  const certificate = tryTo(() => new X509Certificate(pair.certificate))
  if (!certificate) {
    const text = 'This is no certificate in PEM.'
    return { certificate: { messageKey: 'config.certificateInvalid', text } }
  }
  const key = tryTo(() => createPrivateKey(pair.privateKey))
  if (!key) {
    const text = 'This is no private key in PEM, or it has a passphrase.'
    return { privateKey: { messageKey: 'config.privateKeyInvalid', text } }
  }
  if (certificate.checkPrivateKey(key)) return {}
  const text = 'This key does not belong to the certificate.'
  return { privateKey: { messageKey: 'config.keyMismatch', text } }
}

/** Without the parser's own error: it may quote the key. */
function tryTo<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}

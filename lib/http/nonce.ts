import { headers } from 'next/headers'

/** Set by proxy.ts on the way in; what a browser sends under this name is overwritten there. */
export const NONCE_HEADER = 'x-nonce'

/** For what brings its own inline script or style (theme, primitives); Next.js finds the nonce for its own scripts. */
export async function getNonce(): Promise<string | undefined> {
  return (await headers()).get(NONCE_HEADER) ?? undefined
}

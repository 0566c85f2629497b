/** Why a sign-in did not work: keys below `signIn.problems` in the catalogues. */
export const SIGN_IN_PROBLEMS = [
  'provider',
  'refused',
  'disabled',
  'deleted',
  'expired',
  'claims',
  'noRefreshToken',
  'unavailable',
  'failed',
] as const

export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number]

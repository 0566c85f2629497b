import { AppError } from '#lib/errors.ts'

// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const QUANTITY = /^\+?(\d+)?(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,2})?$/

// Much more than any cluster states, and little enough that the arithmetic stays cheap.
const MAX_LENGTH = 64

const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL_EXPONENTS: Record<string, number> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Whole bytes of a Kubernetes quantity such as "0.5Gi" or "1e9", rounded up as Kubernetes does; throws INVALID_INPUT. */
export function parseQuantity(text: string): bigint {
  const [, whole = '', fraction = '', suffix = ''] = requireMatch(text)
  const binaryPower = BINARY_SUFFIXES.indexOf(suffix)
  const exponent = (binaryPower >= 0 ? 0 : getDecimalExponent(suffix)) - fraction.length
  const scaled = BigInt(whole + fraction) * 1024n ** BigInt(Math.max(binaryPower, 0))
  if (exponent >= 0) return scaled * 10n ** BigInt(exponent)
  const divisor = 10n ** BigInt(-exponent)
  return (scaled + divisor - 1n) / divisor
}

/** The shortest exact quantity in bytes or powers of 1024: 1073741824 is "1Gi", 1000 is "1000". */
export function formatQuantity(bytes: bigint): string {
  let amount = bytes
  let power = 0
  while (amount !== 0n && amount % 1024n === 0n && power < BINARY_SUFFIXES.length - 1) {
    amount /= 1024n
    power += 1
  }
  return `${amount}${BINARY_SUFFIXES[power]}`
}

function requireMatch(text: string): RegExpExecArray {
  const match = text.length <= MAX_LENGTH ? QUANTITY.exec(text) : null
  const hasDigits = Boolean(match?.[1] ?? match?.[2])
  if (!match || !hasDigits) {
    throw new AppError('INVALID_INPUT', `"${text.slice(0, MAX_LENGTH)}" is not an amount; write it as in 500M or 10Gi.`)
  }
  return match
}

function getDecimalExponent(suffix: string): number {
  return DECIMAL_EXPONENTS[suffix] ?? Number(suffix.slice(1))
}

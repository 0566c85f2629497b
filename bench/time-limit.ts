import { AppError } from '#lib/errors.ts'

/** Rejects with UNAVAILABLE once the time is over; what the work has started has to end by itself. */
export async function withinTime<T>(limit: { what: string; seconds: number }, work: () => Promise<T>): Promise<T> {
  const { promise: over, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    reject(new AppError('UNAVAILABLE', `${limit.what} took longer than ${limit.seconds} seconds.`))
  }, limit.seconds * 1000)
  try {
    return await Promise.race([work(), over])
  } finally {
    clearTimeout(timer)
  }
}

import { z } from 'zod'

export const GIB = 1024 ** 3

/** What a size picker holds: whole GiB; null when it is empty, NaN when it is no number. */
export type SizeGiB = number | null

/** As a Kubernetes quantity, which is what the server reads and judges. */
export const sizeGiBSchema = z
  .custom<SizeGiB>((value) => value === null || typeof value === 'number')
  .refine((value) => Number.isInteger(value) && Number(value) > 0, 'storage.sizeInvalid')

export function toQuantity(size: SizeGiB): string {
  return `${size ?? ''}Gi`
}

/** Bytes of what stands in the field; null for what is no size. */
export function toSizeBytes(size: SizeGiB): number | null {
  return size !== null && Number.isInteger(size) && size > 0 ? size * GIB : null
}

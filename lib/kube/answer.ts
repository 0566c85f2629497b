import { z } from 'zod'

/** What the API server said when it refused: the parts of its `Status` object, or the plain text of another body. */
export interface KubeAnswer {
  status: number
  /** False when the body was no `Status`: the path itself is unknown, or something else than the API server answered. */
  isStatus: boolean
  reason: string
  message: string
  causes: { reason: string; field: string; message: string }[]
  kind?: string
  name?: string
  retryAfterSeconds?: number
}

const statusSchema = z.object({
  kind: z.literal('Status'),
  code: z.number().optional(),
  reason: z.string().default(''),
  message: z.string().default(''),
  details: z
    .object({
      kind: z.string().optional(),
      name: z.string().optional(),
      retryAfterSeconds: z.number().optional(),
      causes: z
        .array(
          z.object({
            reason: z.string().default(''),
            field: z.string().default(''),
            message: z.string().default(''),
          }),
        )
        .default([]),
    })
    .optional(),
})

const TEXT_MAX_LENGTH = 2000

/** Reads the `Status` object of an answer or of a watch's ERROR event; `status` counts when the object names no code. */
export function toAnswer(status: number, value: unknown): KubeAnswer {
  const parsed = statusSchema.safeParse(value)
  if (!parsed.success) return { status, isStatus: false, reason: '', message: '', causes: [] }
  const { code, reason, message, details } = parsed.data
  return {
    status: code ?? status,
    isStatus: true,
    reason,
    message,
    causes: details?.causes ?? [],
    kind: details?.kind,
    name: details?.name,
    retryAfterSeconds: details?.retryAfterSeconds,
  }
}

/** Reads the body of a refusal; the header `Retry-After` (whole seconds, as Kubernetes sends it) wins over the body. */
export function parseAnswer(options: { status: number; body: string; retryAfter?: string }): KubeAnswer {
  const answer = toAnswer(options.status, parseJson(options.body))
  if (!answer.isStatus) answer.message = options.body.trim().slice(0, TEXT_MAX_LENGTH)
  const seconds = Number.parseInt(options.retryAfter ?? '', 10)
  if (Number.isFinite(seconds) && seconds >= 0) answer.retryAfterSeconds = seconds
  return answer
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

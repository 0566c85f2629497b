const PIECE = new Uint8Array(1024)

/** A body that comes in small pieces and, of itself, never ends; the signal ends it. */
export function startTrickle(signal?: AbortSignal): ReadableStream<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  return new ReadableStream({
    start(controller) {
      controller.enqueue(PIECE)
      timer = setInterval(() => controller.enqueue(PIECE), 50)
      signal?.addEventListener('abort', () => {
        clearInterval(timer)
        controller.close()
      })
    },
    cancel: () => clearInterval(timer),
  })
}

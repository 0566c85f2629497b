/** One event of a text/event-stream. */
export interface StreamEvent {
  /** The position after this event; null when the event does not move it. */
  id: string | null
  name: string
  data: string
}

/** Takes a stream apart as it arrives: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
export class EventParser {
  private rest = ''
  private id: string | null = null
  private name = 'message'
  private data: string[] = []

  /** The events that are complete with this piece; comments and fields that nobody uses are passed over. */
  push(text: string): StreamEvent[] {
    const lines = (this.rest + text).split('\n')
    this.rest = lines.pop() ?? ''
    return lines.flatMap((line) => this.take(line.endsWith('\r') ? line.slice(0, -1) : line))
  }

  private take(line: string): StreamEvent[] {
    if (line === '') return this.finish()
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.data.push(value)
    else if (field === 'event') this.name = value
    else if (field === 'id') this.id = value
    return []
  }

  private finish(): StreamEvent[] {
    const { id, name, data } = this
    this.id = null
    this.name = 'message'
    this.data = []
    return data.length === 0 ? [] : [{ id, name, data: data.join('\n') }]
  }
}

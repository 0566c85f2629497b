import type { MouseEvent } from 'react'

/** For `onMouseDown` of a button: leaving a field can say something at it, which would move the button from under the pointer. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault()
}

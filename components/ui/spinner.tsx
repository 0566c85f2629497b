import { LoaderCircle } from 'lucide-react'

/** Only inside a control that somebody just pressed; content that loads has a skeleton. */
export function Spinner() {
  return <LoaderCircle aria-hidden className="size-4 animate-turn" />
}

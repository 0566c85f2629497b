import { ClosedPage } from '#components/feedback/closed-page.tsx'
import { getRequestId } from '#lib/http/request-scope.ts'

/** Inside the frame, for somebody who is signed in. */
export default function NotFoundPage() {
  return <ClosedPage kind="notFound" requestId={getRequestId()} />
}

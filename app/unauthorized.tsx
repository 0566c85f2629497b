import { ClosedPage } from '#components/feedback/closed-page.tsx'
import { getRequestId } from '#lib/http/request-scope.ts'

export default function UnauthorizedPage() {
  return <ClosedPage kind="unauthorized" requestId={getRequestId()} hasFrame />
}

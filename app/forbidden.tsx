import { ClosedPage } from '#components/feedback/closed-page.tsx'
import { getRequestId } from '#lib/http/request-scope.ts'

export default function ForbiddenPage() {
  return <ClosedPage kind="forbidden" requestId={getRequestId()} hasFrame />
}

import { ClosedPage } from '#components/feedback/closed-page.tsx'
import { getRequestId } from '#lib/http/request-scope.ts'

export default function NotFoundPage() {
  return <ClosedPage kind="notFound" requestId={getRequestId()} hasFrame />
}

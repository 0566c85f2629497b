import type { DirectAnswer } from './direct-answers.ts'

/** An address that cannot be decoded, as with "%zz", names nothing; Next.js would answer 500 and write an error each time. */
export const answerBrokenAddress: DirectAnswer = (request, response) => {
  try {
    decodeURIComponent(request.url?.split('?')[0] ?? '')
    return false
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such address.\n')
    return true
  }
}

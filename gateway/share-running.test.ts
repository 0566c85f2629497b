import { expect, test } from 'vitest'
import { shareRunning } from './share-running.ts'

const QUESTION = { podUid: 'p-1', container: 'web', port: 8080 }

function open(atOnceMax = 9) {
  const asked: { question: typeof QUESTION; answer: (text: string) => void; fail: (error: Error) => void }[] = []
  const share = shareRunning<typeof QUESTION, string>({
    ask: (question) => {
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      asked.push({ question, answer: resolve, fail: reject })
      return promise
    },
    atOnceMax,
    refusal: 'too many',
  })
  return { asked, share }
}

test('the same question is asked once at a time, however it is put together', async () => {
  const { asked, share } = open()
  const first = share(QUESTION)
  const second = share({ port: 8080, container: 'web', podUid: 'p-1' })
  expect(asked).toHaveLength(1)
  asked[0]?.answer('open')
  expect(await Promise.all([first, second])).toEqual(['open', 'open'])
  const third = share(QUESTION)
  asked[1]?.fail(new Error('away'))
  await expect(third).rejects.toThrow('away')
  void share(QUESTION)
  expect(asked).toHaveLength(3)
})

test('two ports and two containers of one pod get an answer each, and one too many is told so', async () => {
  const { asked, share } = open(3)
  const answers = [QUESTION, { ...QUESTION, port: 9090 }, { ...QUESTION, container: 'side' }].map((one) => share(one))
  for (const { question, answer } of asked) answer(`${question.container} ${question.port}`)
  const late = share({ ...QUESTION, podUid: 'p-2' })
  expect(await Promise.all(answers)).toEqual(['web 8080', 'web 9090', 'side 8080'])
  expect(await late).toBe('too many')
  expect(asked).toHaveLength(3)
})

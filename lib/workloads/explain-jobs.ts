import { secondsSince, toConditionEvidence, toEventEvidence, toObjectEvidence, findEvent } from './explain-evidence.ts'
import type { ExplainContext } from './explain-evidence.ts'
import { diagnosePod } from './explain-pod.ts'
import { diagnosePreemptedJob } from './explain-preemption.ts'
import { pickWorst, toExplanation } from './explain-reasons.ts'
import type { Diagnosis } from './explain-reasons.ts'
import { diagnoseRefusal } from './explain-refusals.ts'
import type { CronJobFacts, JobFacts } from './objects-controllers.ts'
import { findCondition } from './objects-facts.ts'
import type { Condition } from './objects-facts.ts'
import { toMs } from './objects-index.ts'
import type { PodFacts } from './objects-pods.ts'
import type { Explanation } from './schema.ts'
import { isTimeZone, listNextTimes, parseSchedule } from './schema-schedule.ts'

export function explainJob(job: JobFacts, context: ExplainContext): Explanation {
  const pods = (context.index.podsByOwner.get(job.uid) ?? []).toSorted((a, b) =>
    a.createdAt.localeCompare(b.createdAt, 'en'),
  )
  const complete = findCondition(job.conditions, 'Complete')
  if (complete?.status === 'True') {
    const parameters = { seconds: Math.round((toMs(job.completedAt) - toMs(job.startedAt)) / 1000) }
    return toExplanation({ reason: 'completed', parameters, since: complete.since })
  }
  const failed = [findCondition(job.conditions, 'Failed'), findCondition(job.conditions, 'FailureTarget')].find(
    (one) => one?.status === 'True',
  )
  if (failed) return explainFailedJob({ job, failed, pods, context })
  if (job.isSuspended)
    return toExplanation({ reason: 'job-suspended', since: findCondition(job.conditions, 'Suspended')?.since ?? null })
  const living = pods.filter(({ phase }) => phase !== 'Failed' && phase !== 'Succeeded')
  const problem = pickWorst([
    living.length === 0 ? diagnoseRefusal(job, context) : null,
    ...living.map((pod) => diagnosePod(pod, context)),
  ])
  const lastFailure = pods.findLast(({ phase }) => phase === 'Failed')
  if (problem) return toExplanation(problem)
  if (living.length > 0)
    return toExplanation({
      reason: 'job-running',
      parameters: { failed: job.failed, retries: job.retries },
      since: living[0]?.startedAt ?? job.startedAt,
    })
  if (lastFailure) return explainRetry(job, lastFailure, context)
  return toExplanation({ reason: 'accepted', since: job.createdAt })
}

/** Between two tries: what ended the last one, and that there is another to come. */
function explainRetry(job: JobFacts, pod: PodFacts, context: ExplainContext): Explanation {
  const cause = diagnosePod(pod, context)
  return toExplanation({
    reason: 'waits-for-retry',
    parameters: { failed: job.failed, retries: job.retries, exitCode: cause?.parameters?.exitCode ?? '' },
    causes: cause ? [{ catalogue: 'reasons', code: cause.reason, parameters: cause.parameters ?? {} }] : [],
    evidence: cause?.evidence ?? [],
    since: cause?.since ?? null,
  })
}

function explainFailedJob(options: {
  job: JobFacts
  failed: Condition
  pods: readonly PodFacts[]
  context: ExplainContext
}): Explanation {
  const { job, failed, pods, context } = options
  const lastPod = pods.findLast(({ phase }) => phase === 'Failed')
  const cause = (lastPod ? diagnosePod(lastPod, context) : null) ?? diagnosePreemptedJob(job, context)
  const parameters = {
    retries: job.retries,
    failed: job.failed,
    seconds: job.timeLimitSeconds ?? 0,
    exitCode: cause?.parameters?.exitCode ?? '',
  }
  const about: Omit<Diagnosis, 'reason'> = {
    parameters,
    causes: cause ? [{ catalogue: 'reasons', code: cause.reason, parameters: { ...cause.parameters } }] : [],
    evidence: [toConditionEvidence(job, failed), ...(cause?.evidence ?? [])],
    since: failed.since,
  }
  if (failed.reason === 'DeadlineExceeded') return toExplanation({ ...about, reason: 'job-time-limit' })
  if (failed.reason === 'BackoffLimitExceeded') {
    const explanation = toExplanation({ ...about, reason: 'job-back-off-limit' })
    // What ended the last try is what can be mended.
    return { ...explanation, nextStep: (cause && toExplanation(cause).nextStep) ?? explanation.nextStep }
  }
  return toExplanation({
    ...about,
    reason: 'job-failed',
    parameters: { ...parameters, detail: failed.message.slice(0, 300) },
  })
}

/** A time may be missed by that much before somebody hears of it: the controller looks every ten seconds. */
const LATE_SECONDS = 120

export function explainCronJob(cronJob: CronJobFacts, context: ExplainContext): Explanation {
  if (cronJob.isSuspended) return toExplanation({ reason: 'suspended', since: null })
  const timeZone = cronJob.timeZone ?? 'UTC'
  const invalid = findEvent(cronJob, context, {
    reason: /^(UnparseableSchedule|InvalidSchedule|UnknownTimeZone|UnParseableCronJobSchedule)$/,
  })
  // "@every 1h" has times too, but nobody but the controller knows which.
  const schedule = isTimeZone(timeZone) ? parseSchedule(cronJob.schedule) : null
  const next = schedule ? listNextTimes({ schedule, timeZone, afterMs: context.nowMs, count: 1 })[0] : undefined
  // The controller calls that invalid as well.
  if (schedule && next === undefined) {
    const evidence = invalid ? [toEventEvidence(invalid)] : []
    return toExplanation({ reason: 'schedule-never-fires', parameters: { schedule: cronJob.schedule }, evidence })
  }
  if (invalid || !isTimeZone(timeZone)) {
    return toExplanation({
      reason: 'schedule-invalid',
      parameters: { schedule: cronJob.schedule, timeZone },
      evidence: invalid ? [toEventEvidence(invalid)] : [toObjectEvidence(cronJob, timeZone, null)],
      since: invalid?.firstAt ?? null,
    })
  }
  const runs = (context.index.jobsByOwner.get(cronJob.uid) ?? []).toSorted((a, b) =>
    a.createdAt.localeCompare(b.createdAt, 'en'),
  )
  const refusal = runs.some(({ conditions }) => conditions.length === 0) ? null : diagnoseRefusal(cronJob, context)
  if (refusal) return toExplanation(refusal)
  const last = runs.at(-1)
  const ofRun = last ? explainJob(last, context) : null
  const parameters = { next: next === undefined ? '' : new Date(next).toISOString(), last: cronJob.lastTime ?? '' }
  // What the last run came to is what people want to know, good or bad.
  if (ofRun && ofRun.state !== 'completed') return { ...ofRun, parameters: { ...ofRun.parameters, ...parameters } }
  return toExplanation(findMissed(cronJob, context) ?? { reason: 'scheduled', parameters, since: cronJob.lastSuccess })
}

function findMissed(cronJob: CronJobFacts, context: ExplainContext): Diagnosis | null {
  const event = findEvent(cronJob, context, { reason: /^(MissSchedule|TooManyMissedTimes|SuccessfulCreate)$/ })
  if (
    !event ||
    event.reason === 'SuccessfulCreate' ||
    (secondsSince(event.lastAt, context) ?? Infinity) > LATE_SECONDS * 30
  )
    return null
  return { reason: 'schedule-missed', evidence: [toEventEvidence(event)], since: event.lastAt }
}

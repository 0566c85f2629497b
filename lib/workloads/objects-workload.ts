import type { KubeObject } from '#lib/kube/object.ts'
import {
  buildLaunchLabels,
  buildPodSelector,
  IDLE_ANNOTATION,
  REPLICAS_ANNOTATION,
  RESTART_ANNOTATION,
  TEMPLATE_ANNOTATION,
  WEB_ANNOTATION,
} from './objects-labels.ts'
import type { LaunchContext } from './objects-labels.ts'
import { buildPodTemplate } from './objects-pod.ts'
import type { LaunchInput } from './schema-launch.ts'

/** After that long without progress the cluster says so itself. */
const PROGRESS_SECONDS = 600
const HISTORY = { rollouts: 5, succeeded: 3, failed: 3 }
/** A job whose time passed while the cluster was away starts late, but not the next morning. */
const STARTING_DEADLINE_SECONDS = 600

/** The Deployment, Job or CronJob itself. */
export function buildWorkload(input: LaunchInput, context: LaunchContext): KubeObject {
  const annotations = buildAnnotations(input)
  const metadata = {
    name: input.name,
    namespace: context.namespace,
    labels: buildLaunchLabels(context, input),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
  }
  const restartedAt = context.restartedAt ?? null
  const template = buildPodTemplate(input, context, restartedAt === null ? {} : { [RESTART_ANNOTATION]: restartedAt })
  switch (input.kind) {
    case 'service':
      return {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: {
          replicas: input.replicas,
          revisionHistoryLimit: HISTORY.rollouts,
          progressDeadlineSeconds: PROGRESS_SECONDS,
          selector: { matchLabels: buildPodSelector(input) },
          strategy: buildStrategy(input),
          template,
        },
      }
    case 'job':
      return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: buildJobSpec(input, template) }
    case 'scheduled-job':
      return {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata,
        spec: {
          schedule: input.schedule,
          timeZone: input.timeZone,
          suspend: input.isSuspended,
          concurrencyPolicy: 'Forbid',
          startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
          successfulJobsHistoryLimit: HISTORY.succeeded,
          failedJobsHistoryLimit: HISTORY.failed,
          jobTemplate: {
            metadata: { labels: buildLaunchLabels(context, input) },
            spec: buildJobSpec(input, template),
          },
        },
      }
  }
}

function buildAnnotations(input: LaunchInput): Record<string, string> {
  const { template, web } = input
  return {
    ...(template === null ? {} : { [TEMPLATE_ANNOTATION]: template }),
    ...(web === null ? {} : { [WEB_ANNOTATION]: web.visibility === 'public' ? `${web.port},public` : `${web.port}` }),
    ...(input.kind === 'service' ? { [REPLICAS_ANNOTATION]: String(Math.max(1, input.replicas)) } : {}),
    ...(input.kind === 'service' && input.idleSeconds !== null ? { [IDLE_ANNOTATION]: String(input.idleSeconds) } : {}),
  }
}

/** Two pods with one disk would wait for each other, and a quota that fits one of them has no place for a second. */
function buildStrategy({ mounts }: LaunchInput) {
  const hasVolume = mounts.some((mount) => mount.source === 'volume' && !mount.isReadOnly)
  return hasVolume ? { type: 'Recreate' } : { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }
}

function buildJobSpec(input: Exclude<LaunchInput, { kind: 'service' }>, template: unknown) {
  return {
    backoffLimit: input.retries,
    ...(input.timeLimitSeconds === null ? {} : { activeDeadlineSeconds: input.timeLimitSeconds }),
    ttlSecondsAfterFinished: input.ttlSeconds,
    // A retry does not begin while the pod before it still holds the disk.
    podReplacementPolicy: 'Failed',
    template,
  }
}

/** A pod as the workload will make it, for a dry run: only pods meet quota, limits and Pod Security. */
export function buildProbePod(input: LaunchInput, context: LaunchContext): KubeObject {
  const { metadata, spec } = buildPodTemplate(input, context)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name: `${input.name}-preflight`, namespace: context.namespace },
    spec,
  }
}

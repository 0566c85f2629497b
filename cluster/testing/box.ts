import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { KubeObject } from '#lib/kube/object.ts'

export interface BoxOptions {
  namespace: string
  name: string
  labels?: Record<string, string>
  /** Default: sleep until SIGTERM. */
  command?: readonly string[]
  ports?: readonly { name?: string; containerPort: number; protocol?: string }[]
  /** Claim name by mount path. */
  volumes?: Record<string, string>
  restartPolicy?: 'Always' | 'Never' | 'OnFailure'
  /** The command reads what `kubectl attach` sends. */
  isAttachable?: boolean
}

const SLEEP = ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done']

/** The specification of a toolbox pod that the level `restricted` admits. */
export function buildBoxSpec(options: Omit<BoxOptions, 'namespace' | 'name' | 'labels'>): Record<string, unknown> {
  const mounts = Object.entries(options.volumes ?? {}).map(([mountPath, claimName], index) => ({
    mountPath,
    claimName,
    name: `volume-${index}`,
  }))
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    restartPolicy: options.restartPolicy ?? 'Always',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'box',
        image: IMAGE_NAMES.toolbox,
        command: options.command ?? SLEEP,
        stdin: options.isAttachable ?? false,
        ports: options.ports ?? [],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        resources: { requests: { cpu: '5m', memory: '16Mi' } },
        volumeMounts: mounts.map(({ name, mountPath }) => ({ name, mountPath })),
      },
    ],
    volumes: mounts.map(({ name, claimName }) => ({ name, persistentVolumeClaim: { claimName } })),
  }
}

export function buildBox({ namespace, name, labels, ...rest }: BoxOptions): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace, name, labels: { app: name, ...labels } },
    spec: buildBoxSpec(rest),
  }
}

import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

/** What CNI's ADD says about a new sandbox. */
export interface CniAttachment {
  containerId: string
  namespace: string
  podName: string
  podUid: string
  address: string
  /** The result of the plugins before, which ADD must pass on unchanged. */
  result: unknown
}

const podArguments = z.object({
  K8S_POD_NAMESPACE: z.string().min(1),
  K8S_POD_NAME: z.string().min(1),
  K8S_POD_UID: z.string().min(1),
})

const networkConfig = z.object({
  prevResult: z.looseObject({ ips: z.array(z.looseObject({ address: z.union([z.cidrv4(), z.cidrv6()]) })) }),
})

export interface CniAddInput {
  containerId: string | undefined
  /** `CNI_ARGS`: `key=value` pairs with semicolons between them. */
  args: string | undefined
  /** The plugin's standard input. */
  config: string
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Throws INVALID_INPUT unless it names a pod and exactly one IPv4 address. */
export function parseCniAdd({ containerId, args = '', config }: CniAddInput): CniAttachment {
  const pairs = args.split(';').map((pair) => pair.split('=', 2))
  const pod = podArguments.safeParse(Object.fromEntries(pairs))
  const network = networkConfig.safeParse(parseJson(config))
  const addresses = network.data?.prevResult.ips.map(({ address }) => address.split('/')[0] ?? '') ?? []
  const [address] = addresses
  if (!containerId || !pod.success || !network.success || addresses.length !== 1 || !address || address.includes(':')) {
    throw new AppError(
      'INVALID_INPUT',
      'The network policy plugin was asked for something other than a pod with one IPv4 address: it must come last in the CNI chain, after ptp.',
      { cause: pod.error ?? network.error, details: { args, addresses } },
    )
  }
  return {
    containerId,
    namespace: pod.data.K8S_POD_NAMESPACE,
    podName: pod.data.K8S_POD_NAME,
    podUid: pod.data.K8S_POD_UID,
    address,
    result: network.data.prevResult,
  }
}

/** The error object of the CNI specification; 11 means "try again later", which kubelet does in any case. */
export function formatCniError(message: string): string {
  return JSON.stringify({ cniVersion: '1.0.0', code: 11, msg: message })
}

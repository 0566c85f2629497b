import { parseArgs } from 'node:util'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

export const USAGE = `Moorage on a real Kubernetes on this machine, with people to sign in as.

  npm run demo                          start it, or bring it up to date
  npm run demo -- --down                stop it; npm run cluster -- down --delete removes its data too
  npm run demo -- --kubeconfig FILE     the same on a cluster that exists

  --name NAME                which local cluster (demo)
  --context NAME             which context of the kubeconfig (its current one)
  --image PREFIX             where the nodes find the images, as in registry.example.org/moorage
  --port PORT                where that cluster's ingress is reached on this machine (8080)
  --ingress-class NAME       its ingress class (the default one)
  --ingress-namespace NAME   where its ingress controller runs (projectcontour)
  --with notebook            JupyterLab too: an image of its own, built once from Debian and PyPI packages
  --files ACCESS             how browsers reach files: ingress (as it is), service or port-forward
  --identity-control         for tests: whoever may use the API server's proxy changes the identity provider's people
`

const schema = z.object({
  name: z.string(),
  isDown: z.boolean(),
  isHelp: z.boolean(),
  /** Null: the local cluster called `name`. */
  kubeconfig: z.string().nullable(),
  context: z.string().nullable(),
  imagePrefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.:/_-]*$/, '--image takes the part of the image names before the last slash')
    .transform((value) => value.replace(/\/+$/, ''))
    .nullable(),
  port: z.coerce.number('--port takes a number').int().min(1).max(65_535, '--port takes a number up to 65535'),
  ingressClass: z.string().nullable(),
  ingressNamespace: z.string(),
  filesAccess: z.enum(['ingress', 'service', 'port-forward'], '--files takes ingress, service or port-forward'),
  hasNotebook: z.boolean(),
  hasIdentityControl: z.boolean(),
})

export type DemoOptions = z.output<typeof schema>

const ONLY_WITH_KUBECONFIG = ['context', 'image', 'port', 'ingress-class', 'ingress-namespace'] as const

/** Throws INVALID_INPUT for what cannot be meant. */
export function parseDemoOptions(args: readonly string[]): DemoOptions {
  const values = parse(args)
  const stray = ONLY_WITH_KUBECONFIG.find((name) => values[name] !== undefined)
  if (stray && values.kubeconfig === undefined) {
    throw new AppError('INVALID_INPUT', `--${stray} is for a cluster that exists: name it with --kubeconfig FILE.`)
  }
  if (values.kubeconfig !== undefined && (values.name !== undefined || values.down)) {
    const flag = values.down ? 'down' : 'name'
    throw new AppError('INVALID_INPUT', `--${flag} is for the local cluster and does not go with --kubeconfig.`)
  }
  const unknown = values.with?.find((name) => name !== 'notebook')
  if (unknown !== undefined) throw new AppError('INVALID_INPUT', `--with takes notebook, not ${unknown}.`)
  const parsed = schema.safeParse({
    name: values.name ?? 'demo',
    isDown: values.down ?? false,
    isHelp: values.help ?? false,
    kubeconfig: values.kubeconfig ?? null,
    context: values.context ?? null,
    imagePrefix: values.image ?? null,
    port: values.port ?? '8080',
    ingressClass: values['ingress-class'] ?? null,
    ingressNamespace: values['ingress-namespace'] ?? 'projectcontour',
    filesAccess: values.files ?? 'ingress',
    hasNotebook: (values.with ?? []).length > 0,
    hasIdentityControl: values['identity-control'] ?? false,
  })
  if (parsed.success) return parsed.data
  throw new AppError('INVALID_INPUT', `${parsed.error.issues[0]?.message}.\n\n${USAGE}`, { cause: parsed.error })
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        name: { type: 'string' },
        down: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        kubeconfig: { type: 'string' },
        context: { type: 'string' },
        image: { type: 'string' },
        port: { type: 'string' },
        'ingress-class': { type: 'string' },
        'ingress-namespace': { type: 'string' },
        files: { type: 'string' },
        with: { type: 'string', multiple: true },
        'identity-control': { type: 'boolean' },
      },
    }).values
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause)
    throw new AppError('INVALID_INPUT', `${reason}\n\n${USAGE}`, { cause })
  }
}

import { authorize } from '#lib/auth/authorize.ts'
import { getConfigMap } from '#lib/config/operations.ts'
import { configMapParamsSchema } from '#lib/config/schema-input.ts'
import { defineRoute } from '#lib/http/route.ts'

/** A ConfigMap with its texts. */
export const GET = defineRoute({ name: 'GET config map', params: configMapParamsSchema }, (actor, { params }) =>
  getConfigMap(authorize(actor, 'config.read', params.space), params.name),
)

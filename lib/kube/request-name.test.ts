import { expect, test } from 'vitest'
import type { KubeRequest } from './client.ts'
import { describeRequest } from './request-name.ts'

const cases: [KubeRequest, string, string][] = [
  [{ path: '/api/v1/pods' }, 'list', 'pods'],
  [{ path: '/api/v1/pods', query: { watch: true } }, 'watch', 'pods'],
  [{ path: '/api/v1/namespaces/x/pods' }, 'list', 'pods'],
  [{ path: '/api/v1/namespaces/x/pods/y' }, 'get', 'pods'],
  [{ path: '/api/v1/namespaces/x/pods/y/log' }, 'get', 'pods/log'],
  [{ path: '/api/v1/namespaces' }, 'list', 'namespaces'],
  [{ path: '/api/v1/namespaces/x' }, 'get', 'namespaces'],
  [{ path: '/api/v1/namespaces/x/finalize', method: 'PUT' }, 'update', 'namespaces/finalize'],
  [{ path: '/apis/apps/v1/namespaces/x/deployments', method: 'POST' }, 'create', 'deployments.apps'],
  [{ path: '/apis/apps/v1/namespaces/x/deployments/y/scale', method: 'PATCH' }, 'patch', 'deployments.apps/scale'],
  [{ path: '/apis/moorage.dev/v1/groups/g', method: 'DELETE' }, 'delete', 'groups.moorage.dev'],
  [{ path: '/apis/apps/v1' }, 'get', 'discovery'],
  [{ path: '/readyz' }, 'get', 'readyz'],
]

test.each(cases)('%o is %s %s', (request, verb, resource) => {
  expect(describeRequest(request)).toEqual({ verb, resource })
})

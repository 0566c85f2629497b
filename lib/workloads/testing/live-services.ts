import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import type { LiveCase } from './live-case.ts'
import { answering, FREEZING_SCRIPT, WEB_SCRIPT } from './live-programs.ts'

const PORTS = [{ name: 'http', port: 8080 }]
const HTTP = { check: 'http', port: 8080, path: '/' }

export const SERVICE_CASES: LiveCase[] = [
  {
    name: 'running',
    how: 'A web server that works',
    fields: { command: WEB_SCRIPT, ports: PORTS },
    expected: { state: 'running', reason: 'running', parameters: { ready: 1, wanted: 1 } },
  },
  {
    name: 'stopped',
    how: 'A service without replicas',
    workload: { replicas: 0 },
    expected: { state: 'stopped', reason: 'stopped' },
  },
  {
    name: 'probe-refused',
    how: 'A program that listens nowhere',
    fields: { ports: PORTS },
    hasListeners: true,
    expected: { state: 'starting', reason: 'probe-refused', parameters: { port: 8080 } },
  },
  {
    name: 'listens-on-loopback',
    how: 'A web server that listens on 127.0.0.1',
    fields: { command: answering("response.end('ok')", "8080, '127.0.0.1'"), ports: PORTS },
    hasListeners: true,
    expected: { state: 'failed', reason: 'listens-on-loopback', parameters: { port: 8080 } },
  },
  {
    name: 'wrong-port',
    how: 'A web server that listens on another port',
    fields: { command: answering("response.end('ok')", '9090'), ports: PORTS },
    hasListeners: true,
    expected: { state: 'failed', reason: 'wrong-port', parameters: { port: 8080, otherPorts: '9090' } },
  },
  {
    name: 'probe-status',
    how: 'A web server that answers 500',
    fields: { command: answering("response.writeHead(500).end('no database')"), ports: PORTS, probe: HTTP },
    expected: { state: 'starting', reason: 'probe-status', parameters: { status: '500' } },
  },
  {
    name: 'probe-timeout',
    how: 'A web server that takes requests and never answers',
    fields: { command: answering(''), ports: PORTS, probe: HTTP },
    expected: { state: 'starting', reason: 'probe-timeout', parameters: { port: 8080 } },
  },
  {
    name: 'restarted-by-probe',
    how: 'A web server that answers for a while and then never again, with restarts',
    fields: { command: FREEZING_SCRIPT, ports: PORTS, probe: { ...HTTP, isRestarting: true } },
    expected: { state: 'failed', reason: 'restarted-by-probe' },
  },
  {
    name: 'service-without-endpoints',
    how: 'A Service whose selector was changed by hand',
    fields: { command: WEB_SCRIPT, ports: PORTS },
    service: { selector: { app: 'other' } },
    expected: { state: 'running', reason: 'service-without-endpoints' },
  },
  {
    name: 'ingress-without-address',
    how: 'An Ingress of a class that no controller has',
    fields: { command: WEB_SCRIPT, ports: PORTS },
    before: ({ namespace, launchId }) => [
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name: 'ingress-without-address', namespace, labels: { [LAUNCH_LABEL]: launchId } },
        spec: {
          ingressClassName: 'nobody',
          rules: [
            {
              host: 'files.localhost',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'ingress-without-address', port: { number: 8080 } } },
                  },
                ],
              },
            },
          ],
        },
      },
    ],
    expected: { state: 'running', reason: 'ingress-without-address', parameters: { host: 'files.localhost' } },
  },
  {
    name: 'stuck-on-finalizer',
    how: 'A service that is deleted, and held by a finalizer',
    metadata: { finalizers: ['moorage.dev/recording'] },
    after: { at: 'running', change: null },
    expected: { state: 'deleting', reason: 'stuck-on-finalizer', parameters: { finalizer: 'moorage.dev/recording' } },
  },
]

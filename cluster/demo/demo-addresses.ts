/** The addresses of a demo whose ingress is reached at this port of the machine. */
export interface DemoAddresses {
  port: number
  portalHost: string
  portalUrl: string
  filesHost: string
  filesUrl: string
  appsDomain: string
}

/** Names below localhost lead to this machine everywhere, and browsers treat each as a site of its own. */
export function getDemoAddresses(port: number): DemoAddresses {
  const portalHost = 'moorage.localhost'
  const filesHost = 'files.localhost'
  return {
    port,
    portalHost,
    portalUrl: `http://${portalHost}:${port}`,
    filesHost,
    filesUrl: `http://${filesHost}:${port}`,
    appsDomain: `apps.localhost:${port}`,
  }
}

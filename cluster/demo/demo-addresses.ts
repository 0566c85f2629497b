/** The addresses of a demo whose ingress is reached at this port of the machine. */
export interface DemoAddresses {
  port: number
  portalHost: string
  portalUrl: string
  filesHost: string
  filesUrl: string
  appsDomain: string
}

/**
 * Names below localhost lead to this machine everywhere, and browsers treat each as a site of its own. Below another domain
 * all of them are one site.
 */
export function getDemoAddresses(port: number, domain = 'localhost'): DemoAddresses {
  const portalHost = `moorage.${domain}`
  const filesHost = `files.${domain}`
  return {
    port,
    portalHost,
    portalUrl: `http://${portalHost}:${port}`,
    filesHost,
    filesUrl: `http://${filesHost}:${port}`,
    appsDomain: `apps.${domain}:${port}`,
  }
}

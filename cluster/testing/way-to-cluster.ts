import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { writeChangedKubeconfig } from './changed-kubeconfig.ts'
import { client } from './cluster-under-test.ts'

/** The cluster is there, and away for whoever goes this way. */
export interface WayToCluster {
  kubeconfigPath: string
  /** What was open is lost, and nothing new gets through. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** `kubeconfigPath` says who goes there. */
export async function openWayToCluster(kubeconfigPath: string): Promise<WayToCluster> {
  const { hostname, port } = new URL(client.server)
  const sockets = new Set<Socket>()
  const forwarder = createServer((inner) => {
    const outer = connect(Number(port), hostname)
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    }
    inner.pipe(outer).pipe(inner)
  })
  await once(forwarder.listen(0, '127.0.0.1'), 'listening')
  const { port: ownPort } = forwarder.address() as AddressInfo
  const file = await writeChangedKubeconfig(kubeconfigPath, {
    cluster: () => ({ server: `https://127.0.0.1:${ownPort}`, 'insecure-skip-tls-verify': true }),
  })
  const cut = () => {
    forwarder.close()
    for (const socket of sockets) socket.destroy()
  }
  return {
    kubeconfigPath: file,
    cut,
    mend: () => void forwarder.listen(ownPort, '127.0.0.1'),
    async close() {
      cut()
      await rm(file)
    },
  }
}

import type { KubeClient } from '#lib/kube/client.ts'
import { IDENTITY_NAMESPACE } from './addresses.ts'
import type { EndedSessions } from './server/end-sessions.ts'
import type { Faults } from './server/faults.ts'
import type { PersonInput } from './server/person-schema.ts'

/** What a test does to a provider that was built with `hasControl`. Lasts until the pod is replaced or restarted. */
export interface IdentityControl {
  /** Adds or changes; a known subject under a new username is renamed. */
  setPerson(person: PersonInput): Promise<void>
  removePerson(username: string): Promise<void>
  /** As an administrator of the provider does; applications are told by back-channel logout. */
  endSessions(username: string): Promise<EndedSessions>
  /** What is left out, works again. */
  setFaults(faults: Partial<Faults>): Promise<void>
}

/** Goes through the API server's proxy to the Service, which needs the right to it and no way in for anybody else. */
export function createIdentityControl(client: KubeClient, namespace: string = IDENTITY_NAMESPACE): IdentityControl {
  const post = <T>(verb: string, body: unknown) =>
    client.request<T>({
      method: 'POST',
      path: `/api/v1/namespaces/${namespace}/services/identity:control/proxy/${verb}`,
      body,
    })
  return {
    setPerson: (person) => post('set-person', person),
    removePerson: (username) => post('remove-person', { username }),
    endSessions: (username) => post('end-sessions', { username }),
    setFaults: (faults) => post('set-faults', faults),
  }
}

// @peculiar/x509 asks for this polyfill before it is loaded.
import 'reflect-metadata'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomBytes } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import type { ClusterLayout } from './layout.ts'

/** A PEM certificate and its key, as files. */
export interface CertificateFiles {
  cert: string
  key: string
}

/** Every certificate of a cluster. The authorities and the service-account key last; the rest is issued anew at each `up`. */
export interface Pki extends Record<LeafName, CertificateFiles> {
  ca: CertificateFiles
  frontProxyCa: CertificateFiles
  serviceAccountKey: { private: string; public: string }
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const
const CA_DAYS = 3650
const LEAF_DAYS = 365

interface Authority {
  certificate: x509.X509Certificate
  keys: CryptoKeyPair
}

interface LeafRequest {
  commonName: string
  organization?: string
  dnsNames?: string[]
  ipAddresses?: string[]
}

const API_SERVER_SERVICE_ADDRESS = '10.96.0.1'

/** Who gets a certificate. `system:masters` is cluster-admin: only the API server towards the kubelet, and the person at this machine. */
const leaves = {
  etcdServer: () => ({ commonName: 'etcd', ipAddresses: ['127.0.0.1'] }),
  etcdClient: () => ({ commonName: 'kube-apiserver-etcd-client' }),
  apiServer: (layout) => ({
    commonName: 'kube-apiserver',
    dnsNames: [
      'kubernetes',
      'kubernetes.default',
      'kubernetes.default.svc',
      'kubernetes.default.svc.cluster.local',
      'localhost',
    ],
    ipAddresses: [layout.nodeAddress, '127.0.0.1', API_SERVER_SERVICE_ADDRESS],
  }),
  kubeletClient: () => ({ commonName: 'kube-apiserver-kubelet-client', organization: 'system:masters' }),
  kubeletServer: (layout) => ({
    commonName: `system:node:${layout.nodeName}`,
    organization: 'system:nodes',
    dnsNames: [layout.nodeName],
    ipAddresses: [layout.nodeAddress],
  }),
  controllerManagerServer: (layout) => ({
    commonName: 'kube-controller-manager',
    ipAddresses: [layout.nodeAddress],
  }),
  schedulerServer: (layout) => ({ commonName: 'kube-scheduler', ipAddresses: [layout.nodeAddress] }),
  admin: () => ({ commonName: 'moorage-local-admin', organization: 'system:masters' }),
  controllerManager: () => ({ commonName: 'system:kube-controller-manager' }),
  scheduler: () => ({ commonName: 'system:kube-scheduler' }),
  kubelet: (layout) => ({ commonName: `system:node:${layout.nodeName}`, organization: 'system:nodes' }),
  kubeProxy: () => ({ commonName: 'system:kube-proxy' }),
} satisfies Record<string, (layout: ClusterLayout) => LeafRequest>

const frontProxyLeaves = {
  frontProxyClient: () => ({ commonName: 'front-proxy-client' }),
} satisfies Record<string, (layout: ClusterLayout) => LeafRequest>

export type LeafName = keyof typeof leaves | keyof typeof frontProxyLeaves

function toPem(label: string, bytes: ArrayBuffer): string {
  return x509.PemConverter.encode(bytes, label) + '\n'
}

async function writePem(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

async function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])
}

async function exportPrivateKey(keys: CryptoKeyPair): Promise<string> {
  return toPem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey))
}

function validity(days: number): { notBefore: Date; notAfter: Date } {
  const now = Date.now()
  // An hour back, for clocks that are set while the cluster starts.
  return { notBefore: new Date(now - 3_600_000), notAfter: new Date(now + days * 86_400_000) }
}

async function readAuthority(files: CertificateFiles): Promise<Authority | null> {
  try {
    const certificate = new x509.X509Certificate(await readFile(files.cert, 'utf8'))
    const pkcs8 = x509.PemConverter.decodeFirst(await readFile(files.key, 'utf8'))
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, true, ['sign'])
    const publicKey = await certificate.publicKey.export(ALGORITHM, ['verify'], crypto)
    return { certificate, keys: { privateKey, publicKey } }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

async function ensureAuthority(files: CertificateFiles, commonName: string): Promise<Authority> {
  const existing = await readAuthority(files)
  if (existing) return existing
  const keys = await generateKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: randomBytes(8).toString('hex'),
      name: `CN=${commonName}`,
      ...validity(CA_DAYS),
      keys,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  )
  await writePem(files.key, await exportPrivateKey(keys))
  await writePem(files.cert, certificate.toString('pem') + '\n')
  return { certificate, keys }
}

async function issue(authority: Authority, files: CertificateFiles, request: LeafRequest): Promise<CertificateFiles> {
  const keys = await generateKeys()
  const names: x509.JsonGeneralName[] = [
    ...(request.dnsNames ?? []).map((value) => ({ type: 'dns' as const, value })),
    ...(request.ipAddresses ?? []).map((value) => ({ type: 'ip' as const, value })),
  ]
  const organization = request.organization ? `,O=${request.organization}` : ''
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: randomBytes(8).toString('hex'),
      subject: `CN=${request.commonName}${organization}`,
      issuer: authority.certificate.subject,
      ...validity(LEAF_DAYS),
      publicKey: keys.publicKey,
      signingKey: authority.keys.privateKey,
      signingAlgorithm: ALGORITHM,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    },
    crypto,
  )
  await writePem(files.key, await exportPrivateKey(keys))
  await writePem(files.cert, certificate.toString('pem') + '\n')
  return files
}

async function ensureServiceAccountKey(dir: string): Promise<Pki['serviceAccountKey']> {
  const files = { private: path.join(dir, 'service-account.key'), public: path.join(dir, 'service-account.pub') }
  try {
    await readFile(files.public)
  } catch {
    const keys = await generateKeys()
    await writePem(files.private, await exportPrivateKey(keys))
    await writePem(files.public, toPem('PUBLIC KEY', await crypto.subtle.exportKey('spki', keys.publicKey)))
  }
  return files
}

/** Makes or completes `<dir>/pki`: authorities once, server and client certificates each time (so none ever expires unseen). */
export async function ensurePki(layout: ClusterLayout): Promise<Pki> {
  const dir = path.join(layout.dir, 'pki')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const files = (name: string): CertificateFiles => ({
    cert: path.join(dir, `${name}.crt`),
    key: path.join(dir, `${name}.key`),
  })
  const ca = files('ca')
  const frontProxyCa = files('front-proxy-ca')
  const issueAll = async <Name extends string>(
    authority: Authority,
    requests: Record<Name, (layout: ClusterLayout) => LeafRequest>,
  ): Promise<Record<Name, CertificateFiles>> => {
    const issued = {} as Record<Name, CertificateFiles>
    for (const name of Object.keys(requests) as Name[]) {
      issued[name] = await issue(authority, files(name), requests[name](layout))
    }
    return issued
  }
  return {
    ca,
    frontProxyCa,
    serviceAccountKey: await ensureServiceAccountKey(dir),
    ...(await issueAll(await ensureAuthority(ca, 'moorage-local-cluster'), leaves)),
    ...(await issueAll(await ensureAuthority(frontProxyCa, 'moorage-local-front-proxy'), frontProxyLeaves)),
  }
}

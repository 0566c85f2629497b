import createNextIntlPlugin from 'next-intl/plugin'

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  // The checkout is the root, even when a folder above it has a lock file of its own.
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
  images: { unoptimized: true },
  poweredByHeader: false,
  reactStrictMode: true,
  // For app/forbidden.tsx: what a role does not allow is answered with its own page and status 403.
  experimental: {
    authInterrupts: true,
    // A ConfigMap or a Secret has up to 1 MiB, which base64 and JSON make longer.
    serverActions: { bodySizeLimit: '3mb' },
  },
  // `npm run check` covers types, this configuration's and the tests' too; the build does not repeat it.
  typescript: { ignoreBuildErrors: true },
}

export default createNextIntlPlugin({
  requestConfig: './lib/i18n/request.ts',
  // Sentences are parsed by the build, so that no browser loads the parser (10 KB).
  experimental: { messages: { path: './messages', format: 'json', locales: 'infer', precompile: true } },
})(config)

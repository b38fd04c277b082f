import createNextIntl from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Used as they are, not bundled: they hold connections, or read files beside themselves.
  serverExternalPackages: [
    'pg',
    'ioredis',
    'rate-limiter-flexible',
    'pino',
    '@prisma/client',
    '@prisma/adapter-pg',
    'next-auth',
  ],
  typescript: { ignoreBuildErrors: true }, // `npm run check` judges types, once; a build need not wait for it
  poweredByHeader: false,
  devIndicators: false,
  // The one page that Next makes at build time, for failures of its own, is no address: as one it would answer 500, to be kept for a year.
  rewrites: () => ({
    beforeFiles: [{ source: '/_global-error:rest(.*)', destination: '/_not-found' }],
  }),
};

export default createNextIntl('./app/i18n.ts')(config);

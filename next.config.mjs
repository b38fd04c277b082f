import createNextIntl from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Exclude packages from the bundle if a package holds connections or reads files in its own
  // folder.
  serverExternalPackages: [
    'pg',
    'ioredis',
    'rate-limiter-flexible',
    'pino',
    '@prisma/client',
    '@prisma/adapter-pg',
    'next-auth',
  ],
  // `npm run check` checks the types, so the build need not check them again.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  // Next builds one page for its own failures. A request for Next's error page must get 404,
  // because Next otherwise answers 500 and lets caches keep the response for a year.
  rewrites: () => ({
    beforeFiles: [{ source: '/_global-error:rest(.*)', destination: '/_not-found' }],
  }),
};

export default createNextIntl('./app/i18n.ts')(config);

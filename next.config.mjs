import createNextIntl from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Exclude from the bundle any package that holds connections or reads files in its own folder.
  serverExternalPackages: [
    'pg',
    'ioredis',
    'rate-limiter-flexible',
    'pino',
    '@prisma/client',
    '@prisma/adapter-pg',
    'next-auth',
  ],
  // The build skips type checks, because `npm run check` checks the types.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  devIndicators: false,
  // Next builds an error page for its own failures. A request for Next's error page must get 404,
  // because Next otherwise answers 500 and lets caches keep the response for a year.
  rewrites: () => ({
    beforeFiles: [
      { source: '/_global-error:rest(.*)', destination: '/_not-found' },
      // The app server adds a header with the address's language.
      ...['en', 'ja', 'zh'].flatMap((language) => [
        { source: `/${language}`, destination: '/' },
        {
          source: `/${language}/:path((?!api/|_next/|(?:en|ja|zh)(?:/|$)).*)`,
          destination: '/:path',
        },
      ]),
    ],
  }),
};

// Compiles the messages at build time, so that no page loads the parser of their format (9 kB).
export default createNextIntl({
  requestConfig: './app/i18n.ts',
  experimental: {
    messages: { path: './components/messages', format: 'json', locales: 'infer', precompile: true },
  },
})(config);

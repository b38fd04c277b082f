import createNextIntl from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Used as they are, not bundled: they hold connections, or read files beside themselves.
  serverExternalPackages: ['pg', 'ioredis', 'rate-limiter-flexible', 'pino', '@prisma/client', '@prisma/adapter-pg', 'next-auth'],
  typescript: { ignoreBuildErrors: true }, // `npm run check` judges types, once; a build need not wait for it
  poweredByHeader: false,
  devIndicators: false,
};

export default createNextIntl('./app/i18n.ts')(config);

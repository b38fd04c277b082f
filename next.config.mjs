import createNextIntl from 'next-intl/plugin';

/** @type {import('next').NextConfig} */
const config = {
  // Used as they are, not bundled: they hold connections, or read files beside themselves.
  serverExternalPackages: ['pg', 'ioredis', 'pino', '@prisma/client', '@prisma/adapter-pg', 'next-auth'],
  poweredByHeader: false,
  devIndicators: false,
};

export default createNextIntl('./app/i18n.ts')(config);

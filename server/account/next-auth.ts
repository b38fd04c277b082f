import type { CookieOption, NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import Google from 'next-auth/providers/google';
import Kakao from 'next-auth/providers/kakao';
import Naver from 'next-auth/providers/naver';
import { cookieName } from '../config/cookie-name.ts';
import { db } from '../database/db.ts';
import { env, isSecureSite } from '../config/env.ts';
import { toRefusal } from '../errors/driver-errors.ts';
import { isRefusal, type Refusal } from '../errors/refusal.ts';
import { log } from '../config/log.ts';
import { redis } from '../redis/redis.ts';
import { userOfProvider } from './account.ts';
import { signInInput } from './account.schema.ts';
import { signIn } from './sign-in.ts';

const sessionSeconds = 7 * 86_400;
const defaultSite = 'http://localhost:3000'; // next-auth's default
const reasonLengthMax = 300;
const flowSeconds = 900; // for the whole sign-in at a provider

interface Claims {
  email?: string;
  email_verified?: boolean;
  kakao_account?: { is_email_verified?: boolean };
}

/** Whether the provider has verified the e-mail address; only then is it used. */
function hasVerifiedEmail(provider: string, profile: Claims | undefined): boolean {
  if (provider === 'google') return profile?.email_verified === true;
  return provider === 'kakao' && profile?.kakao_account?.is_email_verified === true;
}

/**
 * next-auth's cookies under its own names: HTTP-only, same-site, and with the `__Host-` prefix on
 * https.
 */
function cookies(): NonNullable<NextAuthOptions['cookies']> {
  const cookie = (name: string, maxAge?: number): CookieOption => ({
    name: cookieName(`next-auth.${name}`),
    options: {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure: isSecureSite(),
      ...(maxAge !== undefined && { maxAge }),
    },
  });
  return {
    sessionToken: cookie('session-token'),
    callbackUrl: cookie('callback-url'),
    csrfToken: cookie('csrf-token'),
    pkceCodeVerifier: cookie('pkce.code_verifier', flowSeconds),
    state: cookie('state', flowSeconds),
    nonce: cookie('nonce'),
  };
}

/** Logs next-auth's errors and warnings without a stack, because clients cause most of them. */
function report(code: string, said?: unknown): void {
  const error = said instanceof Error ? said : (said as { error?: unknown } | undefined)?.error;
  log.warn(
    { code, ...(error instanceof Error && { reason: error.message.slice(0, reasonLengthMax) }) },
    'from next-auth',
  );
}

/**
 * Makes a redirect within this site relative, so that any host in front of it works. Redirects to
 * providers do not change.
 */
export function relativeRedirect(location: string): string {
  const { origin } = new URL(env().NEXTAUTH_URL ?? defaultSite);
  const target = new URL(location, origin);
  if (/^\?error=(undefined)?$/.test(target.search)) target.search = ''; // what next-auth writes for a problem without a code
  return target.origin === origin
    ? `${target.pathname.replace(/^\/+/, '/')}${target.search}${target.hash}`
    : location;
}

/**
 * next-auth's options: the session cookie contains the user id only. next-auth reports any error
 * during a password check as a wrong password; `onRefusal` receives the refusal.
 */
export function authOptions(
  onRefusal: (refusal: Refusal) => void = () => undefined,
): NextAuthOptions {
  const e = env();
  const social: NextAuthOptions['providers'] = [];
  if (e.KAKAO_CLIENT_ID && e.KAKAO_CLIENT_SECRET)
    social.push(Kakao({ clientId: e.KAKAO_CLIENT_ID, clientSecret: e.KAKAO_CLIENT_SECRET }));
  if (e.GOOGLE_CLIENT_ID && e.GOOGLE_CLIENT_SECRET)
    social.push(Google({ clientId: e.GOOGLE_CLIENT_ID, clientSecret: e.GOOGLE_CLIENT_SECRET }));
  if (e.NAVER_CLIENT_ID && e.NAVER_CLIENT_SECRET)
    social.push(Naver({ clientId: e.NAVER_CLIENT_ID, clientSecret: e.NAVER_CLIENT_SECRET }));
  return {
    secret: e.NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: sessionSeconds },
    jwt: { maxAge: sessionSeconds }, // session.maxAge alone does not limit the token
    cookies: cookies(),
    logger: { error: report, warn: report, debug: () => undefined },
    // next-auth's pages have inline styles, which the security headers forbid.
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/', verifyRequest: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (credentials, { headers }) => {
          const input = signInInput.safeParse({
            email: credentials?.email,
            password: credentials?.password,
          });
          if (!input.success) return null;
          try {
            // Set by this server, never by the client.
            const address = String(headers?.['x-forwarded-for'] ?? '');
            const found = await signIn({ db: db(), redis: redis(), address }, input.data);
            return found && { id: found.userId };
          } catch (error) {
            onRefusal(toRefusal(error));
            throw error;
          }
        },
      }),
      ...social,
    ],
    callbacks: {
      signIn: async ({ user, account, profile }) => {
        if (account === null || account.type === 'credentials') return true;
        try {
          const { userId } = await userOfProvider(db(), {
            provider: account.provider,
            subject: account.providerAccountId,
            email: user.email ?? null,
            emailVerified: hasVerifiedEmail(account.provider, profile),
            name: user.name ?? account.provider,
          });
          user.id = userId;
          return true;
        } catch (error) {
          if (isRefusal(error)) return `/sign-in?error=${error.code}`;
          throw error;
        }
      },
      jwt: ({ token, user }) => {
        const sub = (user as { id?: string } | undefined)?.id ?? token.sub;
        return sub === undefined ? {} : { sub };
      },
      // Relative, so that any host in front works; never to another site.
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
        // A path that starts with two slashes names another host.
        return target.origin === new URL(baseUrl).origin && !target.pathname.startsWith('//')
          ? `${target.pathname}${target.search}`
          : '/';
      },
    },
  };
}

import type { CookieOption, NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import Google from 'next-auth/providers/google';
import Kakao from 'next-auth/providers/kakao';
import Naver from 'next-auth/providers/naver';
import { cookieName } from '../cookie-name.ts';
import { db } from '../db.ts';
import { env, isSecureSite } from '../env.ts';
import { isRefusal, type Refusal, toRefusal } from '../errors.ts';
import { log } from '../log.ts';
import { redis } from '../redis.ts';
import { userOfProvider } from './account.ts';
import { signInInput } from './account.schema.ts';
import { signIn } from './sign-in.ts';

const sessionSeconds = 7 * 86_400;
const defaultSite = 'http://localhost:3000'; // next-auth's own
const reasonLengthMax = 300;
const flowSeconds = 900; // from leaving for a provider to coming back

interface Claims {
  email?: string;
  email_verified?: boolean;
  kakao_account?: { is_email_verified?: boolean };
}

/** Only what a provider says it has verified counts as somebody's address. */
function hasVerifiedEmail(provider: string, profile: Claims | undefined): boolean {
  if (provider === 'google') return profile?.email_verified === true;
  return provider === 'kakao' && profile?.kakao_account?.is_email_verified === true;
}

/** next-auth's cookies: its own names, hardened where the site is on https, and nothing that a script or another site could use. */
function cookies(): NonNullable<NextAuthOptions['cookies']> {
  const cookie = (name: string, maxAge?: number): CookieOption => ({
    name: cookieName(`next-auth.${name}`),
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecureSite(), ...(maxAge !== undefined && { maxAge }) },
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

/** What next-auth has to say, most of which clients cause: what happened, without the stack. */
function report(code: string, said?: unknown): void {
  const error = said instanceof Error ? said : (said as { error?: unknown } | undefined)?.error;
  log.warn({ code, ...(error instanceof Error && { reason: error.message.slice(0, reasonLengthMax) }) }, 'from next-auth');
}

/** A redirect's address as a path, if it leads to this site: any host in front of it works then. A provider's stays as it is. */
export function relativeRedirect(location: string): string {
  const { origin } = new URL(env().NEXTAUTH_URL ?? defaultSite);
  const target = new URL(location, origin);
  if (/^\?error=(undefined)?$/.test(target.search)) target.search = ''; // what next-auth writes for a problem without a code
  return target.origin === origin ? `${target.pathname.replace(/^\/+/, '/')}${target.search}${target.hash}` : location;
}

/**
 * next-auth as Jari uses it: a session cookie that names the person, and nothing else. It takes whatever is thrown while a password is
 * checked for a wrong password; `onRefusal` hears what it was.
 */
export function authOptions(onRefusal: (refusal: Refusal) => void = () => undefined): NextAuthOptions {
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
    jwt: { maxAge: sessionSeconds }, // the session's maxAge alone does not bound the token
    cookies: cookies(),
    logger: { error: report, warn: report, debug: () => undefined },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/', verifyRequest: '/sign-in' }, // its own pages have inline styles
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (credentials, { headers }) => {
          const input = signInInput.safeParse({ email: credentials?.email, password: credentials?.password });
          if (!input.success) return null;
          try {
            const address = String(headers?.['x-forwarded-for'] ?? ''); // the front's word, and no one else's
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
      // Relative, so that whatever host stands in front works; never to another site.
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
        // A path of two slashes names another host.
        return target.origin === new URL(baseUrl).origin && !target.pathname.startsWith('//')
          ? `${target.pathname}${target.search}`
          : '/';
      },
    },
  };
}

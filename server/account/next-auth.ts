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
import { isValid, readVersionsIfOld } from '../revocation/revocation.ts';
import { recordSignIn, userOfProvider } from './account.ts';
import { signInInput } from './account.schema.ts';
import { type Browser, browserOf } from './device-cookie.ts';
import { credentialOf, renewedClaims } from './session.ts';
import { signIn } from './sign-in.ts';

const sessionSeconds = 7 * 86_400;
const defaultSite = 'http://localhost:3000'; // next-auth's default
const reasonLengthMax = 300;
const flowSeconds = 900; // time limit for a sign-in at a provider

/** User whom a sign-in has found. */
interface SignedInUser {
  id?: string;
  version?: number;
}

interface Claims {
  email?: string;
  email_verified?: boolean;
  kakao_account?: { is_email_verified?: boolean };
}

/**
 * Returns true if the provider has verified the e-mail address, because sign-in ignores unverified
 * addresses.
 */
function hasVerifiedEmail(provider: string, profile: Claims | undefined): boolean {
  if (provider === 'google') return profile?.email_verified === true;
  return provider === 'kakao' && profile?.kakao_account?.is_email_verified === true;
}

/**
 * Makes next-auth's cookies HTTP-only and SameSite=Lax. On https, adds the `__Host-` prefix to
 * next-auth's own names.
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

/** Logs next-auth's errors and warnings without a stack, because clients cause most errors. */
function report(code: string, said?: unknown): void {
  const error = said instanceof Error ? said : (said as { error?: unknown } | undefined)?.error;
  log.warn(
    { code, ...(error instanceof Error && { reason: error.message.slice(0, reasonLengthMax) }) },
    'next-auth reported a problem',
  );
}

/**
 * Makes a redirect within this site relative, so that the redirect works behind any host name.
 * Leaves redirects to providers unchanged.
 */
export function relativeRedirect(location: string): string {
  const { origin } = new URL(env().NEXTAUTH_URL ?? defaultSite);
  const target = new URL(location, origin);
  // For an error without a code, next-auth writes `?error=` or `?error=undefined`.
  if (/^\?error=(undefined)?$/.test(target.search)) target.search = '';
  return target.origin === origin
    ? `${target.pathname.replace(/^\/+/, '/')}${target.search}${target.hash}`
    : location;
}

/**
 * Returns the claims of a new session, and records the sign-in. Returns no claims if all credentials
 * have ended since the check of the password.
 */
async function newClaims({ id, version = 0 }: SignedInUser, browser: Browser) {
  if (id === undefined) return {};
  const sid = await recordSignIn(db(), { ...browser, userId: id, version, kind: 'SESSION' });
  return sid === null ? {} : { sub: id, sid, ...(version > 0 && { ver: version }) };
}

/** An ended session gets no renewed cookie, which would outlive the memory of its end. */
async function renewed(claims: Record<string, unknown>): Promise<Record<string, unknown>> {
  const credential = credentialOf(claims);
  if (credential === null) return {};
  await readVersionsIfOld(db());
  return isValid(credential) ? renewedClaims(claims) : {};
}

/**
 * The session cookie contains only the user id and the identity and time of the sign-in.
 * `onRefusal` receives the refusal of a sign-in, because next-auth reports every error as a wrong
 * password.
 */
export function authOptions(
  onRefusal: (refusal: Refusal) => void = () => undefined,
  browser: Browser = browserOf(() => undefined),
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
    jwt: { maxAge: sessionSeconds }, // session.maxAge limits only the cookie
    cookies: cookies(),
    logger: { error: report, warn: report, debug: () => undefined },
    // Replaces next-auth's own pages, because the security headers forbid their inline styles.
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
            // The Next proxy overwrites x-forwarded-for, so no client can forge the address.
            const address = String(headers?.['x-forwarded-for'] ?? '');
            const found = await signIn({ db: db(), redis: redis(), address }, input.data);
            return found && { id: found.userId, version: found.version };
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
          const { userId, version } = await userOfProvider(db(), {
            provider: account.provider,
            subject: account.providerAccountId,
            email: user.email ?? null,
            emailVerified: hasVerifiedEmail(account.provider, profile),
            name: user.name ?? account.provider,
          });
          Object.assign(user, { id: userId, version });
          return true;
        } catch (error) {
          if (isRefusal(error)) return `/sign-in?error=${error.code}`;
          throw error;
        }
      },
      jwt: ({ token, user }) => {
        const signedIn = user as SignedInUser | undefined; // only at the sign-in
        return signedIn?.id === undefined ? renewed(token) : newClaims(signedIn, browser);
      },
      // A relative redirect works behind any host name. A relative redirect never leads to a
      // different site.
      redirect: ({ url, baseUrl }) => {
        const target = URL.canParse(url, baseUrl) ? new URL(url, baseUrl) : new URL(baseUrl);
        // Browsers read a path with two leading slashes as a different host.
        return target.origin === new URL(baseUrl).origin && !target.pathname.startsWith('//')
          ? `${target.pathname}${target.search}`
          : '/';
      },
    },
  };
}

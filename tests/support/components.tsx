import { NextIntlClientProvider } from 'next-intl';
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Overview } from '#components/admin/console/types.ts';
import type { AdminSeat } from '#components/admin/seat-words.ts';
import type { Seat } from '#components/seat-map/arrange.ts';
import { type Locale, messages } from '#components/messages/index.ts';
import type { PlaceState } from '#components/place-state.ts';
import type { RefusalCode } from '#server/errors/errors.schema.ts';

/** Returns the result of a formatting hook, in the language `locale` and in Seoul time. */
export function inLanguage<T>(locale: Locale, useFormatter: () => T): T {
  const results: T[] = [];
  function HookCaller() {
    results.push(useFormatter());
    return null;
  }
  renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={messages[locale]} timeZone="Asia/Seoul">
      <HookCaller />
    </NextIntlClientProvider>,
  );
  const [result] = results;
  if (result === undefined) throw new Error('the hook returned nothing');
  return result;
}

/** Returns the markup of `node`, in English and in Seoul time. */
export function markupOf(node: ReactNode): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={messages.en} timeZone="Asia/Seoul">
      {node}
    </NextIntlClientProvider>,
  );
}

/** A waiting place with users ahead and behind. */
export const aPlace: PlaceState = {
  state: 'WAITING',
  number: 107,
  position: 7,
  behind: 3,
  etaSeconds: { low: 60, high: 120 },
  nextPollMs: 3_000,
  heartbeatMs: 40_000,
  expiresAt: null,
  paused: null,
  message: null,
  recovering: false,
  cancelled: false,
};

/** Seat of a date without a plan of the hall, as users see it. */
export const aSeat: Seat = {
  seat: 1,
  grade: 'R',
  price: 90_000,
  kind: 'STANDARD',
  companionOf: null,
  row: null,
  column: null,
  state: 'available',
};

export const aFreeSeat: AdminSeat = {
  seat: 1,
  grade: 'R',
  price: 121_000,
  kind: 'STANDARD',
  companionOf: null,
  row: null,
  column: null,
  state: 'available',
  userId: null,
  name: null,
  email: null,
  heldUntil: null,
  blockedReason: null,
  reservationId: null,
  paymentId: null,
  paidAmount: null,
  paidPrice: null,
  ticketId: null,
  ticketVoid: false,
};

/** Figures of a concert whose queue has its own limits and everyone’s times. */
export const anOverview: Overview = {
  waiting: 3,
  active: 2,
  capacity: 1_000,
  ratePerMinute: 600,
  sessionSeconds: 600,
  claimSeconds: 120,
  graceSeconds: 180,
  asAll: {
    capacity: false,
    ratePerMinute: false,
    sessionSeconds: true,
    claimSeconds: true,
    graceSeconds: true,
  },
  lineOpensAt: '2026-11-27T10:30:00.000Z',
  opensAt: '2026-11-27T11:00:00.000Z',
  paused: false,
  pauseReason: null,
  message: null,
  held: 0,
  sold: 0,
  available: 50,
  blocked: 0,
  revenue: 0,
  arrived: 0,
  arrivedLastMinute: 0,
};

/** Creates a refusal in the form that the client receives, with response headers. */
export function refused(
  code: RefusalCode,
  details: object = {},
  headers: Record<string, string> = {},
): Error {
  const meta = { response: new Response(null, { headers }) };
  return Object.assign(new Error(code), { data: { refusal: { code, ...details } }, meta });
}

import { createDecoder } from 'fast-jwt';

const payloadOf = createDecoder() as (signed: string) => unknown;
const claimsOf = createDecoder() as (token: string) => {
  sub?: string;
  aud?: string;
  concertId?: number;
};
const person = (nth: number) => `5f0c9d2e-8a41-4b7a-9c39-0d6d2f3b1a${String(76 + nth)}`;
const later = (start: string, nth: number) =>
  new Date(Date.parse(start) + (nth - 1) * 86_400_000).toISOString();

/** An id that no object has. */
export const unknownId = 2_147_483_647;

/**
 * Functions that return the stand-in of the n-th value, by field name. Each stand-in fits the
 * schema.
 */
const ofKind: Partial<Record<string, (nth: number) => string | number>> = {
  userId: person,
  concertId: (nth) => nth,
  concertOptionId: (nth) => 10 + nth,
  reservationId: (nth) => 100 + nth,
  paymentId: (nth) => 1_000 + nth,
  ticketId: (nth) => 2_000 + nth,
  date: (nth) => later('2027-03-06T00:00:00Z', nth).slice(0, 10),
  startsAt: (nth) => later('2027-03-06T10:00:00Z', nth),
  opensAt: (nth) => later('2027-02-01T11:00:00Z', nth),
  lineOpensAt: (nth) => later('2027-02-01T10:30:00Z', nth),
};
const always: Partial<Record<string, string | number>> = {
  expiresAt: '2027-02-01T11:10:00.000Z',
  paidAt: '2027-02-01T11:06:30.000Z',
  nextPollMs: 2_000,
  at: '2027-02-01T11:07:00.000Z',
  // Public key of RFC 8037, appendix A.2.
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  kid: 'kPrK_qmxVWY',
};
const etaSeconds = { low: 15, high: 30 };
const kindOf: Partial<Record<string, string>> = {
  firstDate: 'date',
  lastDate: 'date',
  before: 'paymentId',
  performanceId: 'concertOptionId',
};
const jws = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Replaces values that differ between runs with fixed stand-ins, in order of first appearance. */
export class StandIns {
  readonly #known = new Map<string, Map<string | number, string | number>>();

  /**
   * Returns the stand-in of the named value, or the value itself if the value does not differ
   * between runs.
   */
  of(name: string, value: string | number): string | number {
    const constant = always[name];
    if (constant !== undefined) return constant;
    if (/token$/i.test(name) && typeof value === 'string') return this.#token(value);
    const kind = kindOf[name] ?? name;
    const nth = ofKind[kind];
    if (nth === undefined || value === unknownId) return value;
    const known = this.#known.get(kind) ?? new Map<string | number, string | number>();
    this.#known.set(kind, known);
    const standIn = known.get(value) ?? nth(known.size + 1);
    known.set(value, standIn);
    return standIn;
  }

  /**
   * Names a token by its user and purpose, because a user's tokens for one purpose differ from each
   * other.
   */
  #token(token: string): string {
    if (!jws.test(token)) return token;
    const { sub = '', aud, concertId } = claimsOf(token);
    const user = String(Number(String(this.of('userId', sub)).slice(-2)) - 76);
    const what =
      aud === 'jari-api'
        ? `access-token-${user}`
        : `queue-token-${user}-concert-${String(this.of('concertId', Number(concertId)))}`;
    return `eyJhbGciOiJIUzI1NiJ9.${what}.signature`;
  }

  #voidTickets(signed: string): string {
    const header = { alg: 'EdDSA', typ: 'jari-void-tickets', kid: this.of('kid', '') };
    return `${encoded(header)}.${encoded(this.inJson(payloadOf(signed)) as object)}.signature`;
  }

  inJson(value: unknown, name = ''): unknown {
    if (name === '' && typeof value === 'string' && jws.test(value))
      return this.#voidTickets(value);
    if (Array.isArray(value)) return value.map((item) => this.inJson(item, name));
    if (typeof value === 'string' || typeof value === 'number') return this.of(name, value);
    if (typeof value !== 'object' || value === null) return value;
    const known = Object.entries(value).map(([key, item]) => [key, this.inJson(item, key)]);
    // Writes a fixed estimate, because a real estimate depends on the timing of the run.
    return {
      ...Object.fromEntries(known),
      ...('etaSeconds' in value &&
        'status' in value &&
        value.status === 'WAITING' && { etaSeconds }),
    };
  }

  inHeaders(headers: Record<string, string>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace(/[\w-]+\.[\w-]+\.[\w-]+/, (token) => this.#token(token)),
      ]),
    );
  }
}

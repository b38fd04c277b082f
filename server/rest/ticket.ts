import { z } from 'zod';
import { publicKeys, signedVoidTickets } from '../ticket/ticket.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { idDigits } from './rest.schema.ts';

const jwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  kid: z.string().meta({ description: 'The key’s name, as in the header of a code' }),
  use: z.literal('sig'),
  x: z.string().meta({ description: 'The public key, base64url (RFC 8037)' }),
});

export const ticketEndpoints = [
  endpoint({
    id: 'readTicketKeys',
    method: 'GET',
    path: '/.well-known/jwks.json',
    proof: 'none',
    title: 'Read the keys of tickets',
    description:
      'The public keys that verify tickets, as a JSON Web Key Set (RFC 7517); the first one signs. At the root only.',
    input: inputOf({}),
    reply: z.object({ keys: z.array(jwk).min(1) }),
    replyDescription: 'The keys.',
    shared: { 'cache-control': 'public, max-age=300' },
    refusals: [],
    answer: () => Promise.resolve({ keys: publicKeys() }),
  }),
  endpoint({
    id: 'readVoidTickets',
    method: 'GET',
    path: '/.well-known/void-tickets',
    proof: 'none',
    title: 'Read the void codes of a show',
    description:
      'A compact JWS by the first key, `typ` `jari-void-tickets`. Its payload is `{performanceId, at, void: [{ticketId, issue}]}`: every code of the show’s tickets that is no longer valid, by ticketId, then issue, as of `at`. With this list and the keys, a door needs no network. At the root only.',
    input: inputOf({
      query: z.strictObject({
        performanceId: idDigits.meta({ description: 'One show of a concert' }),
      }),
    }),
    reply: z.string().meta({ description: 'A compact JWS' }),
    replyDescription: 'The signed list.',
    mediaType: 'application/jose',
    shared: { 'cache-control': 'public, max-age=10' },
    refusals: ['NOT_FOUND'],
    answer: ({ db }, { query }) => signedVoidTickets(db, query.performanceId),
  }),
];

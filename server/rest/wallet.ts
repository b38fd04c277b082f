import { z } from 'zod';
import { chargeKrwMax } from '../wallet/wallet.schema.ts';
import { balance, charge } from '../wallet/wallet.ts';
import { endpoint, inputOf } from './endpoint.ts';
import { idempotencyHeaders, ownPath, won } from './rest.schema.ts';

const amount = z
  .int()
  .min(1)
  .max(chargeKrwMax)
  .meta({ description: 'The amount to add, whole won', examples: [100_000] });
const reply = z.object({ balance: won.meta({ description: 'The balance, whole won' }) });

export const walletEndpoints = [
  endpoint({
    id: 'readBalance',
    method: 'GET',
    path: '/concert/{userId}/balance',
    proof: 'accessToken',
    title: 'Read the balance',
    description: 'The balance of your wallet. Needs no place in a queue.',
    input: inputOf({ path: ownPath }),
    reply,
    replyDescription: 'The balance.',
    refusals: ['NOT_FOUND'],
    answer: ({ db, userId }) => balance(db, userId),
  }),
  endpoint({
    id: 'chargeWallet',
    method: 'POST',
    path: '/concert/{userId}/balance',
    proof: 'accessToken',
    limited: 'charge',
    title: 'Charge the wallet',
    description:
      'Adds 1 to 10,000,000 won to your wallet, once per Idempotency-Key. `balance` is another name for the amount. A wallet holds at most 100,000,000 won. Needs no place in a queue.',
    input: inputOf({
      path: ownPath,
      headers: idempotencyHeaders,
      body: z.union([z.strictObject({ amount }), z.strictObject({ balance: amount })]),
    }),
    reply,
    replyDescription: 'The new balance.',
    refusals: ['NOT_FOUND', 'WALLET_LIMIT', 'IDEMPOTENCY_MISMATCH'],
    answer: ({ db, userId }, { headers, body }) =>
      charge(db, userId, {
        amount: 'amount' in body ? body.amount : body.balance,
        idempotencyKey: headers['Idempotency-Key'],
      }),
  }),
];

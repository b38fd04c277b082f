import { atReadCommitted, type Mutant, replyNotStored } from './mutant.ts';

export const chargeMutants: Mutant[] = [
  {
    of: 'charge',
    bug: 'the reply is not stored with its key',
    mutation: { sql: [replyNotStored] },
    killedBy: 'a repeated charge charges once, whether repeated later or concurrently',
    seenAs: '{ balance: 4000 }',
  },
  {
    of: 'charge',
    bug: 'the stored reply is not looked up',
    mutation: { sql: [['FROM idempotency_keys WHERE', 'FROM idempotency_keys WHERE FALSE AND']] },
    killedBy: 'a repeated charge charges once, whether repeated later or concurrently',
    seenAs: 'TRY_AGAIN: 2',
  },
  {
    of: 'charge',
    bug: 'at READ COMMITTED, a charge reads the balance and then writes it',
    mutation: {
      ...atReadCommitted,
      sql: [
        [
          'UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE',
          'UPDATE accounts SET balance_krw = (SELECT balance_krw FROM accounts WHERE user_id = $1::uuid) + $2::bigint WHERE',
        ],
      ],
    },
    killedBy: 'concurrent charges lose no won, and the history adds up',
    seenAs: 'expected 1000 to be 4000',
  },
  {
    of: 'charge',
    bug: 'a ledger entry stores its amount as the balance after it',
    mutation: {
      sql: [
        [
          'SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw',
          'SELECT recorded.id, moved.id, $2::bigint, $2::bigint',
        ],
      ],
    },
    killedBy: 'concurrent charges lose no won, and the history adds up',
    seenAs: 'the audit reports balance-chain',
  },
  {
    of: 'charge',
    bug: 'the system account gains what the user gains',
    mutation: { sql: [['platform.id, -$2::bigint', 'platform.id, $2::bigint']] },
    killedBy: 'concurrent charges lose no won, and the history adds up',
    seenAs: 'must sum to zero',
  },
  {
    of: 'charge',
    bug: 'a charge does not check the wallet limit',
    mutation: {
      sql: [['AND balance_krw + $2::bigint <= $3::bigint', 'AND $2::bigint <= $3::bigint']],
    },
    killedBy: 'a wallet holds at most 100,000,000 won',
    seenAs: "expected 'done' to be 'WALLET_LIMIT'",
  },
];

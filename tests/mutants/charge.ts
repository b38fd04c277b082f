import { atReadCommitted, type Mutant, replyNotKept } from './mutant.ts';

export const chargeMutants: Mutant[] = [
  {
    of: 'charge',
    bug: 'the reply is not kept with its key',
    planted: { sql: [replyNotKept] },
    killedBy: 'the same charge again charges once, whether later or at once',
    seenAs: '{ balance: 4000 }',
  },
  {
    of: 'charge',
    bug: 'nobody looks for the reply of before',
    planted: { sql: [['FROM idempotency_keys WHERE', 'FROM idempotency_keys WHERE FALSE AND']] },
    killedBy: 'the same charge again charges once, whether later or at once',
    seenAs: 'TRY_AGAIN: 2',
  },
  {
    of: 'charge',
    bug: 'at READ COMMITTED, the balance is read and then written',
    planted: {
      ...atReadCommitted,
      sql: [
        [
          'UPDATE accounts SET balance_krw = balance_krw + $2::bigint WHERE',
          'UPDATE accounts SET balance_krw = (SELECT balance_krw FROM accounts WHERE user_id = $1::uuid) + $2::bigint WHERE',
        ],
      ],
    },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'expected 1000 to be 4000',
  },
  {
    of: 'charge',
    bug: 'an entry says what was moved as what there is after it',
    planted: {
      sql: [
        [
          'SELECT recorded.id, moved.id, $2::bigint, moved.balance_krw',
          'SELECT recorded.id, moved.id, $2::bigint, $2::bigint',
        ],
      ],
    },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'the audit reports balance-chain',
  },
  {
    of: 'charge',
    bug: 'the platform account gains what the wallet gains',
    planted: { sql: [['platform.id, -$2::bigint', 'platform.id, $2::bigint']] },
    killedBy: 'charges at once lose no won, and history adds up',
    seenAs: 'must sum to zero',
  },
  {
    of: 'charge',
    bug: 'a charge does not look at the limit of a wallet',
    planted: {
      sql: [['AND balance_krw + $2::bigint <= $3::bigint', 'AND $2::bigint <= $3::bigint']],
    },
    killedBy: 'a wallet holds 100,000,000 won at most',
    seenAs: "expected 'done' to be 'WALLET_LIMIT'",
  },
];

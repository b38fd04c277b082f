import { atReadCommitted, type Mutant, replyNotStored } from './mutant.ts';

export const chargeMutants: Mutant[] = [
  {
    of: 'charge',
    bug: 'the reply is not stored with its key',
    mutation: { sql: replyNotStored('CHARGE', 'allowed') },
    killedBy: 'a repeated charge charges once, whether repeated later or concurrently',
    seenAs: '{ balance: 4000 }',
  },
  {
    of: 'charge',
    bug: 'the stored reply is not looked up',
    mutation: {
      sql: [['FROM idempotency_keys k WHERE', 'FROM idempotency_keys k WHERE FALSE AND']],
    },
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
          'FROM accounts w WHERE w.id = asked.account_id FOR UPDATE',
          'FROM accounts w WHERE w.id = asked.account_id',
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
          'SELECT transaction_id, account_id, amount, balance FROM charged',
          'SELECT transaction_id, account_id, amount, amount FROM charged',
        ],
      ],
    },
    killedBy: 'concurrent charges lose no won, and the history adds up',
    seenAs: 'the audit reports balance-chain',
  },
  {
    of: 'charge',
    bug: 'the system account gains what the user gains',
    mutation: {
      sql: [['platform.id, -amount, NULL FROM charged', 'platform.id, amount, NULL FROM charged']],
    },
    killedBy: 'concurrent charges lose no won, and the history adds up',
    seenAs: 'must sum to zero',
  },
  {
    of: 'charge',
    bug: 'a charge does not check the wallet limit',
    mutation: {
      sql: [['WHERE balance_krw + amount <= $5::bigint', 'WHERE amount <= $5::bigint']],
    },
    killedBy: 'a wallet holds at most 100,000,000 won',
    seenAs: "expected 'done' to be 'WALLET_LIMIT'",
  },
  {
    of: 'charge',
    bug: 'a charge whose key is known moves money again',
    mutation: { sql: [['FROM allowed JOIN kept USING', 'FROM allowed LEFT JOIN kept USING']] },
    killedBy: 'a repeated charge charges once, whether repeated later or concurrently',
    seenAs: 'expected 4000 to be 1000',
  },
  {
    of: 'charge',
    bug: 'a refused charge stores a reply with its key',
    mutation: {
      sql: [
        [
          "jsonb_build_object('balance', balance) FROM allowed",
          "jsonb_build_object('balance', balance_krw + amount) FROM locked",
        ],
      ],
    },
    killedBy: 'a wallet holds at most 100,000,000 won',
    seenAs: "expected 'done' to be 'WALLET_LIMIT'",
  },
  {
    of: 'charge',
    bug: 'a charge of a group gets the answer of another',
    mutation: {
      sql: [
        ['JOIN charged USING (n) ORDER BY asked.n', 'JOIN charged USING (n) ORDER BY asked.n DESC'],
      ],
    },
    killedBy: 'each command of a group gets its own answer',
    seenAs: 'expected [ 100000, 50000 ] to deeply equal',
  },
];

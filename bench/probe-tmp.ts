import { createClient } from '#server/db.ts';
import { env } from '#server/env.ts';
import { Bare } from '#bench/seats/bare.ts';
import { aSale, dice } from '#bench/seats/sale.ts';
import { bareWay, roomWay, watched } from '#bench/seats/ways.ts';
import { register, personAt } from '#bench/person.ts';
import { testStores } from '#server/testing/stores.ts';
const stores = await testStores();
const { pool } = createClient(env().DATABASE_URL, 16);
const bare = new Bare(pool);
await register(stores.db, 1, 3000);
const all = Array.from({ length: 3000 }, (_, i) => i + 1).values();
await Promise.all(Array.from({ length: 8 }, async () => { for (const n of all) await bare.charge(personAt(n), 20_000_000, 'before-all'); }));
console.log('funded, undone', bare.undone);
const { db, undone } = watched(stores.db);
for (const atOnce of [1, 2, 4, 8, 16]) for (const [name, way] of [['bare', bareWay(bare)], ['room', roomWay({ ...stores, db })]] as const) {
  const d = dice(7);
  const { goers } = await aSale(stores, { dateCount: 6, people: 300 }, (_, s) => d(s));
  const before = [bare.undone, undone()] as const;
  const left = goers.values(); let sold = 0; let failed = 0;
  const t = performance.now();
  await Promise.all(Array.from({ length: atOnce }, async () => { for (const g of left) { try { const id = await way.hold(g); if (id !== null) { await way.pay(g, id); sold++; } } catch (e: any) { failed++; } } }));
  console.log(name, atOnce, (sold / ((performance.now() - t) / 1000)).toFixed(0), 'flows/s', 'retries/flow', ((bare.undone - before[0] + undone() - before[1]) / sold).toFixed(2), 'failed', failed);
}
await pool.end(); await stores.close(); process.exit();

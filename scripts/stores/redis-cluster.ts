import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { pollUntil } from '../lib/wait.ts';
import { freeClusterPort } from './free-port.ts';
import { newPassword, type RedisServer, startRedis } from './redis.ts';

const slots = 16_384;
const joinWait = { everyMs: 50, msMax: 30_000 };

/** Master with a third of the cluster's slots. */
export interface ClusterNode {
  url: string;
  has(slot: number): boolean;
  /** Simulates a machine failure by SIGKILL. */
  kill(): Promise<void>;
  /** Suspends or resumes the node's process. The node's connections stay open. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  /** Restarts the node with its identity and slots, but without data. */
  restart(): Promise<void>;
}

export interface RedisCluster {
  /** URLs of all masters, in the format of REDIS_URL. */
  urls: string;
  nodes: ClusterNode[];
  /** Adds a replica, which replaces the node after a failure. */
  addReplica(of: ClusterNode): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts three masters on loopback, without persistence. After a master's failure, the remaining
 * masters still serve their keys.
 */
export async function startRedisCluster(program: string): Promise<RedisCluster> {
  const directory = mkdtempSync(path.join(tmpdir(), 'jari-cluster-'));
  const requirepass = newPassword();
  const all = {
    requirepass,
    masterauth: requirepass,
    'repl-diskless-sync-delay': '0',
    save: '""',
    appendonly: 'no',
    'cluster-enabled': 'yes',
    'cluster-node-timeout': '2000',
    'cluster-require-full-coverage': 'no',
  };
  const start = (folder: string, port: string) =>
    startRedis(program, path.join(directory, folder), { ...all, port });
  const members: { folder: string; port: string; server: RedisServer }[] = [];
  for (const folder of ['one', 'two', 'three']) {
    const port = String(await freeClusterPort());
    members.push({ folder, port, server: await start(folder, port) });
  }
  await join(members.map(({ server }) => server.url));
  const replicas: RedisServer[] = [];
  return {
    urls: members.map(({ server }) => server.url).join(','),
    nodes: members.map((member, at) => ({
      has: (slot) => slot >= firstSlot(at) && slot < firstSlot(at + 1),
      url: member.server.url,
      signal: (name) => process.kill(member.server.pid, name),
      kill: async () => {
        process.kill(member.server.pid, 'SIGKILL');
        await member.server.ended;
      },
      restart: async () => {
        const own = path.join(directory, member.folder);
        for (const file of readdirSync(own))
          if (file !== 'nodes.conf') rmSync(path.join(own, file), { recursive: true });
        member.server = await start(member.folder, member.port);
      },
    })),
    addReplica: async (of) => {
      const replica = await start(
        `replica-${String(replicas.length)}`,
        String(await freeClusterPort()),
      );
      replicas.push(replica);
      const others = members.map(({ server }) => server.url).filter((url) => url !== of.url);
      await replicate(replica.url, [of.url, ...others]);
    },
    stop: async () => {
      await Promise.all(
        [...members.map(({ server }) => server), ...replicas].map((server) => server.stop()),
      );
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const firstSlot = (node: number) => Math.ceil((slots * node) / 3);

/** Joins the servers into a cluster and assigns each server an equal range of slots. */
async function join(urls: string[]): Promise<void> {
  const clients = urls.map((url) => new Redis(url));
  const [first] = clients;
  for (const [at, client] of clients.entries()) {
    const share = Array.from(
      { length: firstSlot(at + 1) - firstSlot(at) },
      (_, slot) => firstSlot(at) + slot,
    );
    await client.cluster('ADDSLOTS', ...share);
    await client.cluster('SET-CONFIG-EPOCH', at + 1);
    const { port } = new URL(urls[at] ?? '');
    if (at > 0) await first?.cluster('MEET', '127.0.0.1', port);
  }
  const isWhole = async () => {
    const infos = await Promise.all(clients.map((client) => client.cluster('INFO')));
    return infos.every(
      (info) =>
        info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${String(slots)}`),
    );
  };
  const joined = await pollUntil(isWhole, joinWait);
  for (const client of clients) client.disconnect();
  if (!joined) throw new Error('the nodes did not form a cluster');
}

/**
 * Makes the server at `url` a replica of the first master. Waits until all masters know the
 * replica.
 */
async function replicate(
  url: string,
  [masterUrl, ...otherUrls]: [string, ...string[]],
): Promise<void> {
  const [replica, master, others] = [
    new Redis(url),
    new Redis(masterUrl),
    otherUrls.map((other) => new Redis(other)),
  ];
  const id = await master.cluster('MYID');
  const isMet = async () => String(await replica.cluster('NODES')).includes(id);
  const isReplica = async () =>
    (await replica.info('replication')).includes('master_link_status:up');
  const mayTakeOver = async () =>
    (await Promise.all(others.map((other) => other.cluster('NODES')))).every((known) =>
      String(known).includes(`slave ${id}`),
    );
  await replica.cluster('MEET', '127.0.0.1', new URL(masterUrl).port);
  const isMember = await pollUntil(isMet, joinWait);
  if (isMember) await replica.cluster('REPLICATE', id);
  const isReady =
    isMember && (await pollUntil(isReplica, joinWait)) && (await pollUntil(mayTakeOver, joinWait));
  for (const client of [replica, master, ...others]) client.disconnect();
  if (!isReady) throw new Error('the replica cannot take over from its master');
}

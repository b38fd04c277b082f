import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pollUntil } from '#scripts/lib/wait.ts';

const root = path.join(import.meta.dirname, '../..');

export type Environment = Record<string, string | undefined>;

/** A running command; `said` holds the output so far. */
export class Command {
  readonly child: ChildProcess;
  said = '';
  readonly ended: Promise<number | null>;

  constructor(script: string, args: string[] = [], env: Environment = {}) {
    this.child = spawn(process.execPath, [path.join(root, script), ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /**
   * Waits until the output matches `text`, for up to 4 minutes. Throws an error with the output
   * after 4 minutes without a match, or if the command ends first.
   */
  async says(text: RegExp): Promise<RegExpExecArray> {
    const alive = () => this.child.exitCode === null && this.child.signalCode === null;
    await pollUntil(() => text.test(this.said) || !alive(), { everyMs: 50, msMax: 240_000 });
    const found = text.exec(this.said);
    if (found === null) throw new Error(`expected output ${text.source}, got: ${this.said}`);
    return found;
  }
}

export async function run(
  script: string,
  args: string[] = [],
  env: Environment = {},
): Promise<{ code: number | null; said: string }> {
  const command = new Command(script, args, env);
  const code = await command.ended;
  return { code, said: command.said };
}

/** Creates a JARI_HOME that other users of the machine can traverse, like a usual checkout. */
export function temporaryHome(): string {
  const home = mkdtempSync(path.join(tmpdir(), 'jari home '));
  chmodSync(home, 0o711);
  return home;
}

export function isListening(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => resolve(true)).once('error', () =>
      resolve(false),
    );
    socket.once('connect', () => socket.destroy());
  });
}

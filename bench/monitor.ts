import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** Numbers of commands from clients (`asked`) and from scripts (`withinScripts`). */
export interface Commands {
  asked: number;
  withinScripts: number;
}

/**
 * Counts the commands that MONITOR reports between two marker commands around `work`. Uses a bare
 * socket, because ioredis fails if MONITOR output arrives in one chunk with the reply to MONITOR.
 */
export async function commandsDuring(url: string, work: () => Promise<void>): Promise<Commands> {
  const { hostname, port, username, password } = new URL(url);
  const marker = new Redis(url);
  const socket = connect(Number(port), hostname);
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { done = false, value: line } = await lines.next();
    if (done || line === undefined || line.startsWith('-'))
      throw new Error(`MONITOR reported no commands: ${line ?? 'it closed'}`);
    return line;
  };
  const [begin, end] = [randomUUID(), randomUUID()];
  const marked = async (): Promise<void> => {
    await marker.echo(begin);
    await work();
    await marker.echo(end);
  };
  try {
    socket.write(`AUTH ${username === '' ? 'default' : username} ${password}\r\nMONITOR\r\n`);
    for (let answers = 0; answers < 2; answers++) await next();
    const [commands] = await Promise.all([countBetween(next, begin, end), marked()]);
    return commands;
  } finally {
    socket.destroy();
    marker.disconnect();
  }
}

async function countBetween(
  next: () => Promise<string>,
  begin: string,
  end: string,
): Promise<Commands> {
  const commands: Commands = { asked: 0, withinScripts: 0 };
  while (!(await next()).includes(begin));
  for (let line = await next(); !line.includes(end); line = await next())
    if (/^\+\S+ \[\d+ lua\]/.test(line)) commands.withinScripts++;
    else commands.asked++;
  return commands;
}

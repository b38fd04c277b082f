import { constants, setPriority } from 'node:os';
import { startProcess } from '../lib/processes.ts';

/**
 * Prints the command's output only at its end, so that the outputs of parallel commands do not mix.
 * Returns true if the exit code is 0.
 */
export async function runBuffered(
  name: string,
  command: string,
  args: string[],
  { inBackground }: { inBackground: boolean },
): Promise<boolean> {
  const since = performance.now();
  const { child, ended } = startProcess(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    group: true,
  });
  if (inBackground && child.pid !== undefined)
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => output.push(chunk));
  // Waits for `close`, because `exit` can precede the last output.
  await new Promise((resolve) => child.once('close', resolve));
  const end = await ended;
  const succeeded = end === 'exit code 0';
  process.stdout.write(Buffer.concat(output));
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${succeeded ? '✓' : '✗'} ${name} (${seconds} s${succeeded ? '' : `, ${end}`})`);
  return succeeded;
}

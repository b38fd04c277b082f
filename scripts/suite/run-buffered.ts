import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

/** Runs a command beside others. Prints its output in one piece at its end, with its time. Returns whether it succeeded. */
export async function runBuffered(
  name: string,
  command: string,
  args: string[],
  { inBackground }: { inBackground: boolean },
): Promise<boolean> {
  const since = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  if (inBackground && child.pid !== undefined)
    setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => output.push(chunk));
  const succeeded = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  process.stdout.write(Buffer.concat(output));
  const seconds = ((performance.now() - since) / 1000).toFixed(1);
  console.log(`${succeeded ? '✓' : '✗'} ${name} (${seconds} s)`);
  return succeeded;
}

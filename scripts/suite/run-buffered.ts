import { spawn } from 'node:child_process';

/** Runs a command beside others: prints its output in one piece at its end, and how long it took. Returns whether it succeeded. */
export async function runBuffered(name: string, command: string, args: string[]): Promise<boolean> {
  const since = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
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

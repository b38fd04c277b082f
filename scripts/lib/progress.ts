/** Says what is being done now, and how long it took. */
export async function step<T>(
  doing: string,
  work: () => Promise<T>,
  outcome: (result: T) => string = () => 'done',
): Promise<T> {
  const since = performance.now();
  console.log(`${doing} …`);
  const result = await work();
  console.log(`  ${outcome(result)}, ${((performance.now() - since) / 1000).toFixed(1)} s`);
  return result;
}

/** What went wrong, for the person at the terminal. */
export function oneLine(error: unknown): string {
  const { code, message, path } = error as { code?: string; message?: string; path?: string };
  const [line = ''] = (message ?? String(error)).split('\n');
  if (/ENOSPC|EDQUOT|no space left|disk is full/i.test(`${code ?? ''} ${message ?? ''}`))
    return `The disk is full${path === undefined ? '' : `: ${path} could not be written`}.`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return `${path ?? 'A file'} cannot be used (${code}).`;
  return line === '' ? (code ?? 'An unknown error') : line;
}

/** Ends a script that could not do its work: one line on standard error, exit code 1. */
export function giveUp(error: unknown): void {
  console.error(oneLine(error));
  process.exitCode = 1;
}

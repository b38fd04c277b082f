/** Prints the title before `work`; prints the outcome and duration afterwards. */
export async function runStep<T>(
  title: string,
  work: () => Promise<T>,
  outcome: (result: T) => string = () => 'done',
): Promise<T> {
  const since = performance.now();
  console.log(`${title} …`);
  const result = await work();
  console.log(`  ${outcome(result)}, ${((performance.now() - since) / 1000).toFixed(1)} s`);
  return result;
}

/** Shortens an error to one line. */
export function errorLine(error: unknown): string {
  const { code, message, path } = error as { code?: string; message?: string; path?: string };
  const [line = ''] = (message ?? String(error)).split('\n');
  if (/ENOSPC|EDQUOT|no space left|disk is full/i.test(`${code ?? ''} ${message ?? ''}`))
    return `The disk is full${path === undefined ? '' : `: ${path} could not be written`}.`;
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM')
    return `${path ?? 'A file'} cannot be used (${code}).`;
  return line === '' ? (code ?? 'An unknown error') : line;
}

/** Prints the error as one line on standard error. Sets exit code 1. */
export function reportError(error: unknown): void {
  console.error(errorLine(error));
  process.exitCode = 1;
}

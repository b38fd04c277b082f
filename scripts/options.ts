import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/**
 * Parses the command line. Refuses an argument outside `options` with a one-line error that shows
 * the usage.
 */
export function readOptions<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${(error as Error).message.replace(/\.$/, '')}: use ${usage}`, {
      cause: error,
    });
  }
}

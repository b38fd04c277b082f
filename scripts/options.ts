import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/**
 * Reads the options of the command line. Throws a one-line error with the usage for an argument
 * outside `options`.
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

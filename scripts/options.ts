import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The command line's options. Throws one line that shows the usage if it has anything else. */
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

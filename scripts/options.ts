import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/** The options that a command was given. Throws one line, with how the command is used, where it was given anything else. */
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

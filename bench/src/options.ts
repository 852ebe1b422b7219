/** What the command line of the benchmark may say. */
import { parseArgs } from 'node:util';
import { fullScale, quickScale, type Scale } from './scale.ts';

export type Options = { scale: Scale; isQuick: boolean; report: string };

/** Throws for an option that there is not. */
export function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: { quick: { type: 'boolean', default: false }, report: { type: 'string' } },
  });
  const { quick: isQuick, report = 'docs/reference/benchmarks.md' } = values;
  return { scale: isQuick ? quickScale : fullScale, isQuick, report };
}

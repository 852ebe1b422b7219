/** What the command line of the benchmark may say. */
import { parseArgs } from 'node:util';
import { type Engine, engines } from './engine.ts';
import { fullScale, mongoScale, quickScale, type Scale } from './scale.ts';

export type Options = { engine: Engine; scale: Scale; isQuick: boolean; report: string };

const scales: Record<Engine, Scale> = { sqlite: fullScale, mongodb: mongoScale };

/** Throws for an option that there is not. */
export function readOptions(argv: string[]): Options {
  const { values } = parseArgs({
    args: argv,
    options: {
      quick: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'sqlite' },
      report: { type: 'string' },
    },
  });
  const { quick: isQuick } = values;
  const engine = engines.find(name => name === values.engine);
  if (!engine) throw new Error(`The engine is one of ${engines.join(', ')}.`);
  const report = values.report ?? `docs/reference/benchmarks${engine === 'sqlite' ? '' : `-${engine}`}.md`;
  return { engine, scale: isQuick ? quickScale : scales[engine], isQuick, report };
}

/** `npm run bench`: measures a running Keep and writes docs/reference/benchmarks.md. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { thisMachine } from './machine.ts';
import { readOptions } from './options.ts';
import { reportOf } from './report.ts';
import { runBenchmark } from './run-benchmark.ts';

const { engine, scale, isQuick, report } = readOptions(process.argv.slice(2));
const date = new Date();
const machine = thisMachine();
const results = await runBenchmark(engine, scale, sentence => process.stderr.write(`Measuring: ${sentence} ...\n`));
const text = reportOf(results, { date, machine, engine, scale, isQuick });
writeFileSync(resolve(report), text);
process.stdout.write(`${text}\nWritten to ${report}.\n`);

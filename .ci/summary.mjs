/**
 * Prints what failed in runs of the tests, with its message, and `N passed, N failed` of all runs together.
 * Arguments: 1 if any step failed, else 0; vitest's JSON reports.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const [anyStepFailed, ...paths] = process.argv.slice(2);
const LONGEST_MESSAGE = 1_500;

let passed = 0;
let failed = 0;
for (const [index, path] of paths.entries()) {
  const report = readReport(path);
  // Which of the runs it was, where that is not the first.
  const run = index === 0 ? '' : ` (${basename(path, '.json')})`;
  for (const file of report.testResults ?? []) printFailures(file, run);
  passed += report.numPassedTests ?? 0;
  failed += report.numFailedTests ?? 0;
}
console.log(`\n${passed} passed, ${Math.max(failed, Number(anyStepFailed))} failed`);

/** Empty where a run wrote no report, or not all of it. */
function readReport(path) {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

function printFailures({ name, status, message, assertionResults }, run) {
  const tests = assertionResults.filter(test => test.status === 'failed');
  for (const test of tests) print(`${name}: ${test.fullName}${run}`, test.failureMessages.join('\n'));
  // A file that could not even be read, or set up.
  if (status === 'failed' && tests.length === 0) {
    failed += 1;
    print(`${name}${run}`, message);
  }
}

function print(title, message) {
  console.log(`\nFAILED ${title}\n${String(message ?? '').slice(0, LONGEST_MESSAGE)}`);
}

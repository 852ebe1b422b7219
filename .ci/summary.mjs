/** Prints what failed in a run of the tests, with its message, and `N passed, N failed`. Arguments: vitest's JSON report; 1 if any step failed. */
import { existsSync, readFileSync } from 'node:fs';

const [path, anyStepFailed] = process.argv.slice(2);
const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
const LONGEST_MESSAGE = 1_500;

const print = (title, message) => console.log(`\nFAILED ${title}\n${String(message ?? '').slice(0, LONGEST_MESSAGE)}`);

let failedFiles = 0;
for (const { name, status, message, assertionResults } of report.testResults) {
  const failed = assertionResults.filter(test => test.status === 'failed');
  for (const test of failed) print(`${name}: ${test.fullName}`, test.failureMessages.join('\n'));
  // A file that could not even be read, or set up.
  if (status === 'failed' && failed.length === 0) {
    failedFiles += 1;
    print(name, message);
  }
}

const failed = Math.max((report.numFailedTests ?? 0) + failedFiles, Number(anyStepFailed));
console.log(`\n${report.numPassedTests ?? 0} passed, ${failed} failed`);

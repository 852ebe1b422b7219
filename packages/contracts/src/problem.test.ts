import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problem, type ProblemCode, problemStatuses, problemTitles } from './problem.ts';

const folder = new URL('../../../docs/reference/problems/', import.meta.url);
const codes = Object.keys(problemTitles) as ProblemCode[];

describe('the pages of the problems', () => {
  it('are one for each code, and no other', () => {
    expect(readdirSync(folder).sort()).toEqual(codes.map(code => `${code}.md`).sort());
  });

  it.each(codes)('%s says its status and title, and shows a true example', code => {
    const page = readFileSync(new URL(`${code}.md`, folder), 'utf8');
    expect(page).toContain(`# ${code}\n`);
    expect(page).toContain(`: ${problemTitles[code]}.\n`);
    expect(page).toContain(`HTTP/1.1 ${problemStatuses[code]} `);
    expect(page).toMatch(/## What it means\n[^]+## What to do\n/);
    const [, example = ''] = /```json\n([^]+?)```/.exec(page) ?? [];
    expect(problem.parse(JSON.parse(example))).toMatchObject({
      type: `urn:keep:problem:${code}`,
      title: problemTitles[code],
      status: problemStatuses[code],
      code,
    });
  });
});

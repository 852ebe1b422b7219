/** `npm run keep -- import`: takes Google Keep's exports into an account, lists what was imported, takes one back. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { uuid } from '@keep/contracts/ids';
import { listImports, undoImport } from '@keep/contracts/labels-http';
import { RequestFailed } from '@keep/transfer/import-client';
import { importNotes } from '@keep/transfer/import-notes';
import type { ImportSummary } from '@keep/transfer/import-summary';
import { askPassword } from '../import/ask-password.ts';
import { describeSummary, printable } from '../import/describe-summary.ts';
import { openSession, type KeepSession } from '../import/keep-session.ts';
import { openSource } from '../import/open-source.ts';
import { pagesOf } from '../import/pages-of.ts';
import { readAnswer } from '../import/read-answer.ts';
import { sessionImportClient } from '../import/session-import-client.ts';
import { progressLine } from '../import/show-progress.ts';
import { signOutOnInterrupt } from '../import/sign-out-on-interrupt.ts';
import { dataDirectory } from '../data-directory.ts';
import { KeepError } from '../keep-error.ts';
import { readRunFile } from '../run-file.ts';
import { readSettings } from '../settings.ts';
import { misuse, print, type Command, type CommandIo } from './command.ts';
import { readArguments } from './read-arguments.ts';

const usage = 'FILE-OR-FOLDER... --email EMAIL [--url URL] [--include-trashed] [--update] | --list | --undo ID';

export const importCommand: Command = {
  name: 'import',
  usage,
  summary: 'takes in Google Keep exports (folders, zips), lists imports, takes one back',
  async run(argv, io) {
    const request = readRequest(argv, io);
    const archives = await Promise.all(request.sources.map(path => openSource(path, request.folder)));
    const session = await openSession(request.url, request.email, await askPassword(io, request.email));
    const ignoreInterrupt = signOutOnInterrupt(session, io.stderr);
    try {
      if (request.list) return await list(session, io);
      if (request.undo !== undefined) return await undo(session, request.undo, io);
      const summary = await runImport(session, archives, request, io);
      return report(summary, request, io);
    } catch (error) {
      throw error instanceof RequestFailed ? new KeepError(`Keep at ${request.url}: ${error.message}`) : error;
    } finally {
      ignoreInterrupt();
      await session.end();
    }
  },
};

type Request = ReturnType<typeof readRequest>;

const options = {
  url: { type: 'string' },
  email: { type: 'string' },
  'include-trashed': { type: 'boolean' },
  update: { type: 'boolean' },
  list: { type: 'boolean' },
  undo: { type: 'string' },
} as const;

function readRequest(argv: readonly string[], { environment }: CommandIo) {
  const { values, positionals } = readArguments(importCommand, argv, options, [0, Infinity]);
  const { email, list = false, undo: undoId } = values;
  if (email === undefined) throw misuse(importCommand, 'Say whose notes they are: --email is missing.');
  const ways = [positionals.length > 0, list, undoId !== undefined].filter(Boolean).length;
  if (ways !== 1) throw misuse(importCommand, 'Name what to import, or one of --list and --undo.');
  return {
    sources: positionals,
    /** npm runs scripts in the project's folder; paths are meant from where the user is. */
    folder: environment.INIT_CWD || process.cwd(),
    email,
    list,
    undo: undoId === undefined ? undefined : readImportId(undoId),
    includeTrashed: values['include-trashed'] ?? false,
    update: values.update ?? false,
    url: readUrl(values.url ?? addressOfKeep(environment)),
  };
}

/** Of the Keep that runs on this data directory, or else where one would be. */
function addressOfKeep(environment: CommandIo['environment']): string {
  const { dataDir, port } = readSettings(environment);
  return readRunFile(dataDirectory(dataDir).run)?.url ?? `http://127.0.0.1:${port}`;
}

function readImportId(text: string): string {
  const id = uuid.safeParse(text);
  if (!id.success) throw misuse(importCommand, `${printable(text)} is not the id of an import; --list shows them.`);
  return id.data;
}

/** Without a slash at its end. */
function readUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol)) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  throw misuse(importCommand, `${printable(text)} is not an address such as http://127.0.0.1:8080.`);
}

type Archives = Awaited<ReturnType<typeof openSource>>[];

async function runImport(session: KeepSession, archives: Archives, { includeTrashed, update }: Request, io: CommandIo) {
  const progress = progressLine(io.stderr);
  const deps = { client: sessionImportClient(session), wait: (ms: number) => wait(ms), now: () => Date.now() };
  const request = { archives, userId: session.user.id, importId: randomUUID(), includeTrashed, update };
  try {
    for await (const event of importNotes(deps, request)) {
      if (event.type === 'finished') return event.summary;
      progress.show(event);
    }
  } finally {
    progress.clear();
  }
  throw new Error('The import ended without a summary');
}

/** Prints the summary; 0 when the account now holds what could be read, 1 when it does not. */
function report(summary: ImportSummary, request: Request, io: CommandIo): number {
  print(io, describeSummary(summary));
  if (summary.imported > 0) {
    const address = `--url ${request.url} --email ${printable(request.email)}`;
    print(io, `This is import ${summary.importId}. Take it back with:`);
    print(io, `  npm run keep -- import --undo ${summary.importId} ${address}`);
  }
  if (summary.stopped !== null) return 1;
  if (summary.found === 0 && summary.failed.length === 0) {
    throw new KeepError('No Google Keep notes were found there: name the folder or the zip that Google Takeout made.');
  }
  const here = summary.imported + summary.updated + summary.alreadyThere + summary.newer.length;
  return summary.failed.length > 0 && here === 0 ? 1 : 0;
}

async function undo(session: KeepSession, id: string, io: CommandIo): Promise<number> {
  const answer = await session.request('DELETE', `/imports/${id}`).catch((error: unknown) => {
    if (!(error instanceof RequestFailed) || error.status !== 404) throw error;
    throw new KeepError(`There is no import ${id} in this account; --list shows those there are.`);
  });
  const { removed, removedLabels, kept } = readAnswer(undoImport.responses[200].schema, answer);
  print(
    io,
    `Removed ${removed} notes and ${removedLabels} labels, kept ${kept.length}${kept.length > 0 ? ' that were edited since:' : '.'}`,
  );
  for (const note of kept) print(io, `  ${printable(note.title) || '(no title)'}  ${note.id}`);
  return 0;
}

async function list(session: KeepSession, io: CommandIo): Promise<number> {
  let count = 0;
  for await (const { imports } of pagesOf(session, '/imports', listImports.responses[200].schema)) {
    count += imports.length;
    for (const { id, createdAt, notes } of imports) print(io, `${id}  ${createdAt}  ${notes} notes`);
  }
  if (count === 0) print(io, 'Nothing was imported into this account.');
  return 0;
}

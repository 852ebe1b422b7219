/** Throw-away PostgreSQL, with the durability settings of a production one. */
import { execFile } from 'node:child_process';
import { chownSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';
import { type RealServer, startRealServer } from './real-server.ts';

const run = promisify(execFile);

export type PostgresOptions = {
  /** Where its data directory is made. */
  folder?: string;
};

/** Superuser `postgres`, no password. Tests make databases of their own in it. */
export async function startPostgresServer(program: string, { folder }: PostgresOptions = {}): Promise<RealServer> {
  const user = process.getuid?.() === 0 ? await postgresUser() : undefined;
  return startRealServer({
    name: 'postgres',
    folder,
    url: port => `postgres://postgres@127.0.0.1:${port}/postgres`,
    async prepare(dataDir) {
      if (user) chownSync(dataDir, user.uid, user.gid);
      const args = ['-D', join(dataDir, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'];
      await run(findProgram('initdb') ?? join(dirname(program), 'initdb'), args, { cwd: dataDir, ...user });
    },
    command: (dataDir, port) => ({
      program,
      args: [
        `-D${join(dataDir, 'data')}`,
        `--port=${port}`,
        '--listen_addresses=127.0.0.1',
        '--unix_socket_directories=',
        '--max_connections=200',
        '--logging_collector=off',
        '--lc_messages=C',
      ],
      ready: /database system is ready to accept connections/,
      within: 30_000,
      user,
    }),
    // "Immediate shutdown": a crash that takes its children along.
    stopSignal: 'SIGQUIT',
  });
}

/** PostgreSQL refuses to run as root; its package makes this user. */
async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async flag => Number((await run('id', [flag, 'postgres'])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw new Error('There is no user postgres; PostgreSQL refuses root.');
  return { uid, gid };
}

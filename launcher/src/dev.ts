/** `npm run dev`: compiles on every change, and restarts the services whose code changed, no others. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { KeepError } from './keep-error.ts';
import type { System } from './supervise.ts';
import { services } from './topology.ts';

/** The compiler writes a package's files one after the other: wait until it pauses. */
const SETTLE = 200;

/** Answers how to stop. */
export function watchAndRestart(root: string, system: System, tell: (line: string) => void): () => void {
  const compiler = spawn(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watchers = workspaceFolders(root).map(folder =>
    watch(join(root, folder, 'dist'), { recursive: true }, (_, file) => {
      if (!file?.endsWith('.js')) return;
      for (const service of dependants(root, folder)) changed.add(service);
      clearTimeout(timer);
      timer = setTimeout(() => void restartAll(system, changed, tell), SETTLE);
    }),
  );
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
    compiler.kill();
  };
}

async function restartAll(system: System, changed: Set<string>, tell: (line: string) => void): Promise<void> {
  const names = [...changed];
  changed.clear();
  tell(`The code of ${names.join(', ')} changed; restarting.`);
  const processes = new Set(system.replicas.map(({ plan }) => plan.service));
  const targets = processes.has(names[0] ?? '') ? names : names.slice(0, 1);
  const outcomes = await Promise.allSettled(targets.map(name => system.restart(name)));
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      tell(outcome.reason instanceof KeepError ? outcome.reason.message : String(outcome.reason));
}

/** Those that are built: `services/notes`, `packages/contracts` and so on. */
function workspaceFolders(root: string): string[] {
  return ['services', 'packages']
    .flatMap(parent => readdirSync(join(root, parent)).map(name => `${parent}/${name}`))
    .filter(folder => existsSync(join(root, folder, 'dist')));
}

/** The services that run the code of `folder`: itself, or all that depend on it by way of whichever package. */
export function dependants(root: string, folder: string): string[] {
  const name = packageName(root, folder);
  return services.map(service => service.name).filter(service => dependsOn(root, `services/${service}`, name));
}

function dependsOn(root: string, folder: string, name: string): boolean {
  if (packageName(root, folder) === name) return true;
  return dependencies(root, folder).some(dependency => dependsOn(root, `packages/${dependency}`, name));
}

function packageName(root: string, folder: string): string {
  return String(packageJson(root, folder).name);
}

/** Services depend on packages alone, so that each `@keep/x` is `packages/x`. */
function dependencies(root: string, folder: string): string[] {
  return Object.keys(packageJson(root, folder).dependencies ?? {}).flatMap(dependency =>
    dependency.startsWith('@keep/') ? [dependency.slice('@keep/'.length)] : [],
  );
}

function packageJson(root: string, folder: string): { name?: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { name?: string };
}

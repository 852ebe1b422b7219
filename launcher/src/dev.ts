/** `npm run dev`: compiles on every change, and restarts the services whose code changed, no others. */
import { spawn } from 'node:child_process';
import { existsSync, type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { KeepError } from './keep-error.ts';
import type { System } from './supervise.ts';
import { services } from './topology.ts';

/** Editors and the compiler write several files one after the other: wait until they pause. */
const SETTLE = 150;

type Tell = (line: string) => void;

/** Answers how to stop. */
export function watchAndRestart(root: string, system: System, tell: Tell): () => void {
  const compile = makeCompiler(root, tell);
  const changed = new Set<string>();
  const restart = settled(() => void restartAll(system, changed, tell));
  const folders = workspaceFolders(root);
  const watchers = [
    ...folders.map(folder => watchFolder(join(root, folder, 'src'), '.ts', settled(compile))),
    ...folders.map(folder =>
      watchFolder(join(root, folder, 'dist'), '.js', () => {
        for (const service of dependants(root, folder)) changed.add(service);
        if (changed.size > 0) restart();
      }),
    ),
  ];
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}

function watchFolder(path: string, ending: string, onChange: () => void): FSWatcher {
  return watch(path, { recursive: true }, (_, file) => {
    if (file?.endsWith(ending)) onChange();
  });
}

/** Calls `work` once nobody has called for a moment. */
function settled(work: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, SETTLE);
  };
}

/** Compiles what changed, one run at a time; a run that is asked for meanwhile follows. */
function makeCompiler(root: string, tell: Tell): () => void {
  let isRunning = false;
  let isWanted = false;
  function compile(): void {
    if (isRunning) {
      isWanted = true;
      return;
    }
    isRunning = true;
    isWanted = false;
    const startedAt = Date.now();
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    spawn(process.execPath, [compiler, '-b', 'tsconfig.build.json'], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    }).once('exit', code => {
      tell(code === 0 ? `Compiled in ${Date.now() - startedAt} ms.` : 'The code does not compile: see above.');
      isRunning = false;
      if (isWanted) compile();
    });
  }
  return compile;
}

async function restartAll(system: System, changed: Set<string>, tell: Tell): Promise<void> {
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

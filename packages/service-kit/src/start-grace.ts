/** The first seconds of a process, in which the services of one Keep start side by side. */
import { AppError } from './app-error.ts';

const GRACE_MS = 10_000;

/** Whether an error says no more than that another service has not started yet: a clean start logs no warning. */
export function isOfTheStart(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'unavailable' && process.uptime() * 1_000 < GRACE_MS;
}

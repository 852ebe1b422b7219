/** What PostgreSQL's errors mean to whoever asked: try again, do something else, or it is our bug. */
import { DatabaseError } from 'pg';
import { unavailable } from './app-error.ts';

/** The SQLSTATE of an error that PostgreSQL itself answered; undefined for trouble on the way to it. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** Whether `error` says that a UNIQUE or PRIMARY KEY constraint was broken. */
export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** Serialization failure or deadlock: the transaction was rolled back and may be run again. */
export function mayRunAgain(error: unknown): boolean {
  return ['40001', '40P01'].includes(sqlState(error) ?? '');
}

/** Connections, resources, cancelled or too slow, system errors, a read-only standby: not the statement's fault. */
const STORE_TROUBLE = /^(08|53|57|58|XX)|^(25006|25P03|55P03)$/;

/** `error` of a query as callers see it: an `AppError` of kind `unavailable` for the store's trouble. */
export function toStoreError(error: unknown): unknown {
  const state = sqlState(error);
  if (state !== undefined && !STORE_TROUBLE.test(state)) return error;
  return unavailable('The database did not answer; what was asked may or may not be done. Try again.', error);
}

/** Whether the connection that gave `error` can be used no more. */
export function isConnectionLost(error: unknown): boolean {
  return /^(08|57P)/.test(sqlState(error) ?? '08');
}

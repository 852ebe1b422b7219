/** What MongoDB's errors mean to whoever asked: try again, do something else, or it is our bug. */
import { unavailable } from '@keep/service-kit/app-error';
import {
  MongoAPIError,
  MongoError,
  MongoExpiredSessionError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** The set's trouble or the network's, by error code: elections, shut-downs, conflicts, time limits, a full disk. */
const STORE_TROUBLE = new Set<unknown>([
  6, 7, 24, 43, 46, 50, 64, 89, 91, 112, 133, 134, 175, 189, 202, 225, 237, 239, 246, 251, 262, 290, 317, 365, 384,
  9_001, 10_107, 11_600, 11_601, 11_602, 13_388, 13_435, 13_436, 14_031,
]); // prettier-ignore

/** Thrown inside a transaction that met another one, where MongoDB itself does not say so. */
export class Conflict extends Error {}

/** Whether `error` says that a unique index was broken. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** The transaction had no effect and may be run again as a whole. */
export function mayRunAgain(error: unknown): boolean {
  if (error instanceof Conflict) return true;
  return error instanceof MongoError && error.hasErrorLabel('TransientTransactionError') && !isCommittedPerhaps(error);
}

/** Nobody knows whether the transaction was committed; asking to commit it again is safe. */
export function isCommittedPerhaps(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('UnknownTransactionCommitResult');
}

/** Whoever answered is away: there is nobody to tell. */
export function isConnectionLost(error: unknown): boolean {
  return error instanceof MongoNetworkError || error instanceof MongoServerSelectionError;
}

/** `error` as callers see it: an `AppError` of kind `unavailable` for the store's trouble. */
export function toStoreError(error: unknown): unknown {
  if (error instanceof Conflict) return unavailable('Others are writing the same: try again.', error);
  if (!isStoreTrouble(error)) return error;
  return unavailable('The database did not answer; what was asked may or may not be done. Try again.', error);
}

/** The set or the way to it is in trouble; any other error is about what was asked. */
export function isStoreTrouble(error: unknown): boolean {
  if (mayRunAgain(error) || isCommittedPerhaps(error) || error instanceof MongoWriteConcernError) return true;
  if (error instanceof MongoServerError) return STORE_TROUBLE.has(error.code);
  return error instanceof MongoError && (!(error instanceof MongoAPIError) || isClosing(error));
}

/** The client is being closed, or its connections just broke. */
function isClosing(error: MongoError): boolean {
  return (
    error instanceof MongoTopologyClosedError ||
    error instanceof MongoNotConnectedError ||
    error instanceof MongoExpiredSessionError
  );
}

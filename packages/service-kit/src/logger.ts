/** JSON lines by pino, each with the request, trace and user it belongs to; never a secret or a note's text. */
import { destination, type Logger, pino } from 'pino';
import { currentContext } from './request-context.ts';

export type { Logger };

const secrets = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'code',
  'authorization',
  'cookie',
  'secret',
];

/**
 * All loggers of a process write through this one, a few lines at a time: a system call for each line would cost as much
 * as the rest of a short request. What a killed process loses is the last 100 ms; one that exits writes everything.
 */
const output = destination({ sync: false, minLength: 4_096, periodicFlush: 100 });

/** A logger for one service. Errors are logged under `err`; secrets under any first- or second-level name are blanked. */
export function createLogger(service: string, level: string): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      redact: {
        paths: secrets.flatMap(name => (name === 'code' ? [name, 'body.code'] : [name, `*.${name}`])),
        censor: '[secret]',
      },
      mixin() {
        const { requestId, span, userId } = currentContext();
        return {
          ...(requestId && { requestId }),
          ...(span && { traceId: span.traceId, spanId: span.spanId }),
          ...(userId && { userId }),
        };
      },
    },
    output,
  );
}

/** For lines whose every field is the code's own, such as one for each request: there is nothing to look for and blank. */
export function withoutBlanking(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

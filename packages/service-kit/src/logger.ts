/** JSON lines by pino, each with the request, trace and user it belongs to; never a secret or a note's text. */
import { type Logger, pino } from 'pino';
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

/** A logger for one service. Errors are logged under `err`; secrets under any first- or second-level name are blanked. */
export function createLogger(service: string, level: string): Logger {
  return pino({
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
  });
}

/** For lines whose every field is the code's own, such as one for each request: there is nothing to look for and blank. */
export function withoutBlanking(logger: Logger): Logger {
  return logger.child({}, { redact: [] });
}

// Structured lines about the collector itself, for its operator. Nothing about a request is ever logged, so nothing about a sender can be: not its
// address, not its headers, not what it sent. Of errors only the kind is told, because a message may quote what was stored.
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** Writes to standard error unless told otherwise: standard output is for what a person asked to see. */
export function createLog(level: string, to: DestinationStream = pino.destination(2)): Log {
  return pino(
    {
      level,
      // Without the host's name and the process's number, which are nobody's business either.
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  );
}

/** Name and code, never the message. */
export function kindOf(error: unknown): { readonly error: string; readonly code?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as NodeJS.ErrnoException;
  return { error: error.name, ...(typeof code === 'string' && /^\w{1,40}$/.test(code) && { code }) };
}

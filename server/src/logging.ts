import pino, { type Bindings, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import { logTextOf } from './log-texts';
import { redact, scrub } from './redact';

/**
 * Writes a JSON line for each entry, to stdout by default. Secrets, tokens, openids and session ids come out
 * as `[redacted]`, wherever they are: `redact` does it for fields, `scrub` for texts. A field named `code` is taken for
 * a login code: log the stable code of an error as `errorCode`. Warnings and errors also say in Chinese, as `zh`, what they mean.
 */
export function createLogger(level: string, destination: DestinationStream = stdout()): Logger {
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redactFields },
      // `redact` has written errors out already.
      serializers: { err: (error: unknown) => error },
      hooks: { streamWrite: scrub, logMethod: addChinese },
    },
    destination,
  );
  // pino does not give the fields of child loggers to a formatter. Children inherit this method.
  const { child } = logger;
  logger.child = function (this: Logger, bindings: Bindings, options?: object) {
    return child.call(this, redactFields(bindings), options);
  } as Logger['child'];
  return logger;
}

/**
 * Each line is written at once. Lines that wait for one another would be lost with a process that is killed; and when nobody
 * reads them any more, such as a parent that is gone, those that still wait at the end would be tried for ever.
 */
const stdout = () => pino.destination({ dest: 1, sync: true });

/** A warning or an error, as it goes into the log. */
interface LoggedTrouble {
  level: 'warn' | 'error';
  text: string;
  /** What it means, in Chinese, where that is known. */
  zh?: string;
  /** Redacted; without `zh`. */
  fields: Record<string, unknown>;
}

type Hears = (trouble: LoggedTrouble) => void;

const hears = Symbol('hears');

/**
 * Has a logger of `createLogger`, and its children, also tell somebody of warnings and errors, from its level on.
 * @returns ends it
 */
export function hearTroubles(log: Logger, listener: Hears): () => void {
  const given = log as Logger & { [hears]?: Hears[] };
  given[hears] = [...(given[hears] ?? []), listener];
  return () => {
    given[hears] = given[hears]!.filter((each) => each !== listener);
  };
}

/** For people at a terminal and on the phone's page; an entry that brings its own `zh` keeps it. */
const addChinese: LogMethod = function (args, method, level) {
  const [first, message = first] = args as unknown[];
  if (level < pino.levels.values.warn! || typeof message !== 'string') return method.apply(this, args);
  const zh = logTextOf(message);
  const given = first instanceof Error ? { err: first } : first === message ? {} : (first as object);
  const fields = zh === undefined ? given : { zh, ...given };
  if (zh === undefined) method.apply(this, args);
  else method.call(this, fields, message);
  const listeners = (this as { [hears]?: Hears[] })[hears];
  if (listeners) tellTrouble(listeners, level, message, fields);
};

function tellTrouble(listeners: Hears[], level: number, text: string, given: object): void {
  const { zh, ...fields } = redactFields(given);
  for (const listener of listeners)
    listener({
      level: level >= pino.levels.values.error! ? 'error' : 'warn',
      text,
      ...(typeof zh === 'string' && { zh }),
      fields,
    });
}
type LogMethod = NonNullable<NonNullable<LoggerOptions['hooks']>['logMethod']>;

const redactFields = (fields: object) => redact(fields) as Record<string, unknown>;

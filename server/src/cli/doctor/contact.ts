import { randomBytes } from 'node:crypto';
import pino from 'pino';
import type { Config } from '../../config';
import {
  type CallReport,
  createWechatPay,
  isSigned,
  secondsAhead,
  type WechatPay,
  type WechatPayError,
  type WechatPayOptions,
} from '../../wechatpay';

/** What one first talk with WeChat Pay gave: the platform certificates, and a signed call without consequences. */
export interface Contact {
  client: WechatPay;
  /** What became of each call; `echo` is not made when there is no key to verify its answer with. */
  certificates: CallReport | undefined;
  echo: CallReport | undefined;
  /** Which key signed the last answer that was signed. */
  serial: string | undefined;
  /** By how many seconds our clock is ahead of WeChat Pay's, by the answer that came quickest. */
  secondsAhead: number | undefined;
}

export type ContactOptions = Pick<WechatPayOptions, 'timing' | 'now'>;

/** Shorter than the server's: somebody is waiting. */
const timing: NonNullable<WechatPayOptions['timing']> = {
  deadlines: { certificates: 4_000, echo: 5_000, queryContract: 5_000 },
  headers: 4_000,
  backoff: 250,
};

/** Talks to WeChat Pay for the first time. Does not reject. */
export async function contact(config: Config, options: ContactOptions): Promise<Contact> {
  const { now = Date.now } = options;
  const found: Contact = {
    client: createWechatPay(config.wechatPay, {
      log: pino({ level: 'silent' }),
      now,
      timing: {
        ...timing,
        ...options.timing,
        deadlines: { ...timing.deadlines, ...options.timing?.deadlines },
      },
      onCall(report) {
        if (report.operation === 'certificates' || report.operation === 'echo')
          found[report.operation] ??= report;
      },
      onAnswer(headers, error) {
        // Else it may be a page of whatever stands between.
        if (!isSigned(headers) && error?.details.code === undefined) return;
        const ahead = secondsAhead(headers, now());
        const { secondsAhead: known } = found;
        if (ahead !== undefined && (known === undefined || Math.abs(ahead) < Math.abs(known)))
          found.secondsAhead = ahead;
        const serial = headers['wechatpay-serial'];
        if (typeof serial === 'string' && error === undefined) found.serial = serial;
      },
    }),
    certificates: undefined,
    echo: undefined,
    serial: undefined,
    secondsAhead: undefined,
  };
  const { client } = found;
  const echo = () => client.echo({ echoMessage: messageOf() }).catch(() => {});
  if (config.wechatPay.publicKey) {
    await Promise.all([client.start(), echo()]);
  } else {
    await client.start();
    if (client.isReady()) await echo();
  }
  return found;
}

/** A message of the self-test, never the same twice. */
export const messageOf = () => `doctor-${randomBytes(16).toString('hex')}`;

/** Why its calls failed, the one that is most to the point first. */
export const errorsOf = ({ echo, certificates }: Contact): WechatPayError[] =>
  [echo?.error, certificates?.error].filter((error) => error !== undefined);

/** Whether it was WeChat Pay that answered: not, say, a proxy's page. */
export function hasAnswered(contact: Contact): boolean {
  const isOurs = ({ details: { code, fault } }: WechatPayError) =>
    code !== undefined || (fault !== undefined && fault !== 'missing_header');
  const isGood = (report: CallReport | undefined) => report?.outcome === 'ok';
  return isGood(contact.echo) || isGood(contact.certificates) || errorsOf(contact).some(isOurs);
}

/** What it says of our signature; undefined when that is not known. */
export function signatureRefusal(contact: Contact): WechatPayError | undefined {
  return errorsOf(contact).find(
    ({ kind, details: { httpStatus, code } }) =>
      kind === 'refused' && code !== undefined && (httpStatus === 401 || code === 'SIGN_ERROR'),
  );
}

/** Whether WeChat Pay has read a call of ours, which it does only when it is signed well. */
export function hasAccepted(contact: Contact): boolean {
  if (!hasAnswered(contact) || signatureRefusal(contact)) return false;
  const read = ({ kind, details: { code } }: WechatPayError) =>
    kind === 'unverified' || (kind === 'refused' && code !== undefined);
  return (
    contact.echo?.outcome === 'ok' || contact.certificates?.outcome === 'ok' || errorsOf(contact).some(read)
  );
}

/** Whether it is WeChat Pay's key, or its id, that is wrong on our side. */
export const isAboutTheirKey = ({ kind, details: { field } }: WechatPayError): boolean =>
  kind === 'unverified' || field === 'Wechatpay-Serial';

/** In a line for people: the HTTP status and WeChat Pay's own code, or why no answer came. */
export function shortly({ kind, message, details: { httpStatus, code } }: WechatPayError): string {
  if (httpStatus !== undefined) return [httpStatus, code].filter(Boolean).join(' ');
  return /\((\w+)\)$/.exec(message)?.[1] ?? kind;
}

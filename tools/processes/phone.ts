import { Problem } from '../bootstrap/terminal.mjs';
import type { CodeNews } from '../workbench/merchant-code';
import { bundle } from './bundle';
import { Part } from './part';

/** A built mini-program. */
export interface ShownPackage {
  folder: string;
  mode: 'production' | 'development';
  /** Of the merchant's server, as it is written in the package. */
  origin: string;
}

/** What `npm start` knows of the phone, which is a program of its own. */
export class PhonePart {
  /**
   * @param url to open in a browser
   * @param serverUrl of the merchant's server, which answers for the origin in a package
   */
  constructor(
    readonly part: Part,
    readonly url: string,
    private readonly serverUrl: string,
  ) {}

  /** @param entry what the merchant's server tells of itself */
  observed(entry: unknown) {
    send(this.part, { type: 'observed', entry });
  }

  /** @param news of the code in `server/merchant` */
  merchantCode(news: CodeNews) {
    send(this.part, { type: 'merchantCode', news });
  }

  /** @param shown from now on, unless it cannot be read: the phone itself then says so */
  showPackage(shown: ShownPackage) {
    send(this.part, { type: 'package', ...shown, serverUrl: this.serverUrl });
  }

  /** @param text why the latest build is not shown */
  showBuildError(text: string) {
    send(this.part, { type: 'buildError', text });
  }
}

export interface PhoneOptions {
  env: NodeJS.ProcessEnv;
  port: number;
  shown: ShownPackage;
  /** Of the merchant's server. */
  serverUrl: string;
  simulatorUrl: string;
  /** Starts the merchant's server again, with a signing's lifetime of a minute or the usual one. */
  shorten(on: boolean): Promise<void>;
  /** Sends an event again that the merchant has not taken. */
  deliver(outContractCode: string, event: 'signed' | 'terminated'): void;
}

type FromPhone =
  | { type: 'shorten'; id: number; on: boolean }
  | { type: 'deliver'; outContractCode: string; event: 'signed' | 'terminated' };

/** Starts the phone. */
export async function startPhone({
  env,
  port,
  shown,
  serverUrl,
  simulatorUrl,
  shorten,
  deliver,
}: PhoneOptions): Promise<PhonePart> {
  const part = new Part('phone', await bundle('phone/main.ts'), {
    env: {
      ...env,
      PHONE_PORT: String(port),
      PHONE_PACKAGE: shown.folder,
      PHONE_ORIGIN: shown.origin,
      PHONE_SERVER_URL: serverUrl,
      PHONE_SIMULATOR_URL: simulatorUrl,
    },
  });
  part.running.child.on('message', async (message: FromPhone) => {
    if (message.type === 'deliver') {
      deliver(message.outContractCode, message.event);
      return;
    }
    const { id, on } = message;
    const problem = await shorten(on).then(() => undefined, inWords);
    send(part, { type: 'shortened', id, ...(problem !== undefined && { problem }) });
  });
  const url = await part.untilSaid((line) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]);
  return new PhonePart(part, url, serverUrl);
}

/** @param error as the person at the phone reads it */
export function inWords(error: unknown) {
  if (error instanceof Problem) return error.zh;
  return error instanceof Error ? error.message : String(error);
}

function send({ running: { child } }: Part, message: object) {
  // It may be ending just now: then nobody needs to hear it.
  if (child.connected) child.send(message, () => {});
}

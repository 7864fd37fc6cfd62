import { createPhone, type PhoneServer } from './server';
import type { CodeNews } from './timeline/code-news';

/** What the program that has started this one says through the IPC channel. */
type FromParent =
  /** What the merchant's server tells of itself. */
  | { type: 'observed'; entry: unknown }
  | { type: 'merchantCode'; news: CodeNews }
  | {
      type: 'package';
      folder: string;
      mode: 'production' | 'development';
      /** Of the merchant's server, as written in the package, and where it is. */
      origin: string;
      serverUrl: string;
    }
  /** Without a text: the latest build is the one that is shown. */
  | { type: 'buildError'; text?: string }
  /** The answer to `shorten`; `problem` says why it could not be done. */
  | { type: 'shortened'; id: number; problem?: string };

/** What is said to it: the merchant's server is to start again, with a signing's lifetime of a minute or the usual one; or to send an event again. */
type ToParent =
  | { type: 'shorten'; id: number; on: boolean }
  | { type: 'deliver'; outContractCode: string; event: 'signed' | 'terminated' };

const required = ['PHONE_PACKAGE', 'PHONE_SERVER_URL', 'PHONE_SIMULATOR_URL', 'PHONE_ORIGIN'] as const;

/**
 * The program: `PHONE_PORT` (default 9090; 0 takes a free one), the folder of the merchant's mini-program, the address of its server, the
 * simulator's, the origin that stands in the package for the server, and `PHONE_JUMP_AFTER_DIALOG` (`true`: a jump may follow a dialog).
 */
async function main(): Promise<void> {
  const port = Number(process.env.PHONE_PORT || 9090);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    fail('PHONE_PORT 应为 0 到 65535 的整数。PHONE_PORT must be an integer from 0 to 65535.');
    return;
  }
  const missing = required.filter((name) => !process.env[name]);
  if (missing.length > 0) {
    const names = missing.join(', ');
    fail(`没有设置 ${names}；npm start 会自动设置。Not set: ${names}; npm start sees to that.`);
    return;
  }
  const given = process.env as Record<(typeof required)[number], string>;
  const shortening = new Shortening();
  try {
    const phone = await createPhone({
      port,
      package: given.PHONE_PACKAGE,
      origins: { [given.PHONE_ORIGIN]: given.PHONE_SERVER_URL },
      simulatorUrl: given.PHONE_SIMULATOR_URL,
      jumpAfterDialog: process.env.PHONE_JUMP_AFTER_DIALOG === 'true',
      // By hand nobody is there who could start the server again.
      ...(process.send && {
        shorten: (on) => shortening.ask(on),
        deliver: (outContractCode, event) =>
          void process.send?.({ type: 'deliver', outContractCode, event } satisfies ToParent),
      }),
    });
    process.on('message', (message: FromParent) => hear(phone, shortening, message));
    closeOnce(phone);
    console.log(`手机已启动：${phone.url}（仅本机可访问）`);
    console.log(`The phone is listening on ${phone.url} (this machine only).`);
  } catch (error) {
    const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    fail(
      isTaken
        ? `端口 ${port} 已被占用：请结束占用它的程序，或用 PHONE_PORT 另选一个。Port ${port} is taken: stop what uses it, or set PHONE_PORT.`
        : `手机无法启动 The phone cannot start: ${messageOf(error)}`,
    );
  }
}

function hear(phone: PhoneServer, shortening: Shortening, message: FromParent): void {
  switch (message.type) {
    case 'observed':
      phone.observed(message.entry);
      return;
    case 'merchantCode':
      phone.codeChanged(message.news);
      return;
    case 'package':
      try {
        phone.setPackage(message.folder, message.mode, { [message.origin]: message.serverUrl });
      } catch (error) {
        phone.setBuildError(messageOf(error));
      }
      return;
    case 'buildError':
      phone.setBuildError(message.text);
      return;
    case 'shortened':
      shortening.settle(message.id, message.problem);
  }
}

/** What was asked of the owner of the merchant's server, until it has answered. */
class Shortening {
  readonly #asked = new Map<number, (problem: string | undefined) => void>();
  #last = 0;

  ask(on: boolean): Promise<void> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, (problem) => (problem === undefined ? resolve() : reject(new Error(problem))));
      process.send?.({ type: 'shorten', id, on } satisfies ToParent);
    });
  }

  settle(id: number, problem: string | undefined): void {
    this.#asked.get(id)?.(problem);
    this.#asked.delete(id);
  }
}

/** Asked to end, or left alone by the program that has started it. */
function closeOnce(phone: PhoneServer): void {
  let closing = false;
  const close = () => {
    if (closing) return;
    closing = true;
    void phone.close().then(() => process.exit(0));
  };
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, close);
}

function fail(message: string): void {
  // What has been opened by then must not keep it alive; on Windows a pipe takes its time.
  process.stderr.write(`${message}\n`, () => process.exit(1));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

void main();

import type { WxCall } from '@contract-kit/phone/runtime/node';
import type { ErrorCode } from '@contract-kit/shared';
import type { Control } from '@contract-kit/simulator/control';
import { placeholderUrl } from '../../tools/weapp/settings';
import type { Answer } from '../kit/client';
import { createPhone } from '../kit/phone';
import { waitFor } from '../kit/wait';

/** An answer of the server, as the mini-program got it. */
export type Answered<Body> = Pick<Answer<Body>, 'status' | 'body' | 'error'>;

export interface MiniProgramOptions {
  /** The folder of the built package. */
  weapp: string;
  serverUrl: string;
  control: Control;
  user: string;
  /** Aborted: the phone is switched off. */
  signal: AbortSignal;
}

/**
 * The built package on the phone of one user, who taps by the words that are to be read there. Everything is waited for, and rejects when
 * it does not come in 15 s.
 */
export function createMiniProgram({ weapp, serverUrl, control, user, signal }: MiniProgramOptions) {
  const phone = createPhone(control, user, { package: weapp, origins: { [placeholderUrl]: serverUrl } });
  signal.addEventListener('abort', () => phone.close());
  const told = new Set<WxCall>();

  async function until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const looked = waitFor(what, () => {
      signal.throwIfAborted();
      return look();
    });
    return looked.catch((error: Error) => {
      if (phone.state === 'foreground') error.message += `\n页面 page:\n${phone.text}`;
      throw error;
    });
  }

  const reads = (text: string) => until(`“${text}”`, () => phone.text.includes(text));

  return {
    /** Opens it again: the first page, or another. */
    start: (path?: string) => phone.coldStart(path === undefined ? {} : { path }),

    /** The server's next answer to a call like `POST /api/login`; a query is not part of it. */
    async answer<Body>(call: RegExp): Promise<Answered<Body>> {
      const answered = await until(String(call), () =>
        phone.log.named('request').find((one) => !told.has(one) && call.test(nameOf(one)) && bodyOf(one)),
      );
      told.add(answered);
      const { status, body } = bodyOf(answered)!;
      const { error } = body as { error?: { code: ErrorCode } };
      return { status, body: body as Body, ...(error && { error: error.code }) };
    },

    /** The page says this. */
    reads,

    /** Taps what says this, as soon as it can be read. */
    async tap(text: string): Promise<void> {
      await until(`“${text}”`, () => phone.findAll((node) => node.text === text).length > 0);
      phone.tap(text);
    },

    /** Allows the jump that WeChat asks about, and is in the other mini-program. */
    async jump(): Promise<{ appId: string; path: string; extraData: Record<string, string> }> {
      await until('the question of the jump', () => phone.dialog?.type === 'jump');
      phone.answer(true);
      const { appId, path, extraData } = await until('the other mini-program', () => phone.otherApp);
      await until('the background', () => phone.state !== 'foreground');
      return { appId, path, extraData: extraData as Record<string, string> };
    },

    /** Answers a question of the mini-program's own with yes. */
    async confirm(title: string): Promise<void> {
      await until(title, () => phone.dialog?.type === 'modal' && phone.dialog.options.title === title);
      phone.answer(true);
    },

    /** `App.onShow` with scene 1038. `extraData` is null when the user left by the corner button. */
    comeBack: (extraData: object | null) => phone.returnFromOtherApp(extraData ?? undefined),

    /** Time passes on the phone, without being waited for. */
    pass: (ms: number) => phone.advance(ms),
  };
}

function nameOf({ params }: WxCall): string {
  const { method, url } = params as { method: string; url: string };
  return `${method} ${url.slice(placeholderUrl.length).replace(/\?.*/, '')}`;
}

function bodyOf({ result }: WxCall): { status: number; body: unknown } | undefined {
  const { statusCode, data } = (result ?? {}) as { statusCode?: number; data?: unknown };
  return statusCode === undefined ? undefined : { status: statusCode, body: data };
}

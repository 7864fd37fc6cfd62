import pino from 'pino';
import type { WechatPayConfig } from '../src/config/config';
import { type CallReport, createWechatPay, type WechatPay, type WechatPayOptions } from '../src/wechatpay';
import { createConfig } from './fake-platform';
import { type FakeUpstream, startFakeUpstream, startSilentServer } from './fake-upstream';

/** Quick to give up, so that a test of what happens then is quick. */
const timing: NonNullable<WechatPayOptions['timing']> = { backoff: 1, headers: 150, connect: 150 };

/** Fake upstreams and clients of them, closed after each test. */
export function useWechatPay() {
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });
  return {
    async upstream(reply: FakeUpstream['reply']): Promise<FakeUpstream> {
      const upstream = await startFakeUpstream(reply);
      opened.push(upstream);
      return upstream;
    },

    /** Where connections are taken and TLS handshakes hang. */
    async silentUrl(): Promise<string> {
      const server = await startSilentServer();
      opened.push(server);
      return server.url;
    },

    client(
      config: Partial<WechatPayConfig>,
      options: Partial<WechatPayOptions> & { mode?: 'publicKey' | 'certificate' } = {},
    ): { wechatPay: WechatPay; reports: CallReport[]; logged: string[] } {
      const reports: CallReport[] = [];
      const { log, logged } = createLog();
      const wechatPay = createWechatPay(createConfig(config, options.mode), {
        log,
        onCall: (report) => reports.push(report),
        ...options,
        timing: { ...timing, ...options.timing },
      });
      opened.push(wechatPay);
      return { wechatPay, reports, logged };
    },
  };
}

/** A log that is kept, line by line. */
export function createLog() {
  const logged: string[] = [];
  return { log: pino({ level: 'debug' }, { write: (line: string) => logged.push(line) }), logged };
}

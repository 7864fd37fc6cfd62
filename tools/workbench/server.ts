import { parseArgs } from 'node:util';
import * as library from '@contract-kit/server';
import { runServer } from '@contract-kit/server/run';
import { LiveMerchant } from './live-merchant';
import type { FromServer, ToServer } from './messages';
import { hearPrints } from './prints';
import { createTeller } from './teller';

/*
 * The server as `npm start` runs it: with the merchant's code that can be exchanged while it runs, and with what it observes said through the IPC
 * channel. `npm run server` and the bundle are `server/main.ts`, which can do neither.
 */

const { values } = parseArgs({ options: { 'env-file': { type: 'string' }, merchant: { type: 'string' } } });
const send = (message: FromServer, sent = () => {}) => process.send?.(message, sent);
const tell = createTeller((entry, sent) => send({ type: 'observed', entry }, sent));

const prints = hearPrints();
const merchant = new LiveMerchant(library);
merchant.load(values.merchant!);

void runServer({
  merchant: merchant.functions,
  envFile: values['env-file'],
  takeUncaught: (error) => merchant.takeUncaught(error),
  // Elsewhere than on this machine WeChat Pay's address is https.
  observed: ({ production, wechatPay }) =>
    production ? undefined : { observe: tell, observesAsIs: wechatPay.baseUrl.startsWith('http:') },
  onStarted(server) {
    prints.to(server.printed);
    process.on('message', (message: ToServer) => hear(server, message));
    // It is no reason to stay.
    process.channel?.unref();
  },
});

function hear(server: library.RunningServer, message: ToServer): void {
  if (message.type === 'deliver') {
    server
      .deliverNow(message)
      .catch((error: unknown) =>
        console.error(
          `${message.outContractCode} 的事件没能重新投递：${error}\nThe event of that code was not sent again; see above.`,
        ),
      );
    return;
  }
  const { id, file } = message;
  try {
    merchant.load(file);
    send({ type: 'merchant', id });
  } catch (error) {
    const { message: text, stack } = error instanceof Error ? error : new Error(String(error));
    send({ type: 'merchant', id, problem: { message: text, ...(stack !== undefined && { stack }) } });
  }
}

import type { ServerResponse } from 'node:http';
import type { ContractEvent } from '@contract-kit/server';
import { startLocalServer } from '../kit/local-server';

/** What `merchant-server.ts` may do wrong; nothing: ''. */
export type Mistake = '' | 'throw' | 'reject' | 'throw afterwards' | 'break elsewhere' | 'hang';

/** The merchant's own system, which the functions of `merchant-server.ts` call. */
export async function startMerchant() {
  const told: (ContractEvent & { attempt: number })[] = [];
  let text = '';
  let isDown = false;
  let held: ServerResponse[] | undefined;
  const server = await startLocalServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    told.push(JSON.parse(body));
    if (held) held.push(response);
    else response.writeHead(isDown ? 503 : 200).end(text);
  });
  return {
    ...server,
    /** Every call so far, repeated ones too. */
    told,
    /** From now on it answers with a text: the mistake that `merchant-server.ts` is to make. */
    answer(mistake: Mistake) {
      text = mistake;
    },
    /** Whether it answers 503 from now on. */
    down(is: boolean) {
      isDown = is;
    },
    /** From now on nothing is answered. */
    hold() {
      held = [];
    },
    /** Answers everything. */
    release() {
      for (const response of held ?? []) response.end();
      held = undefined;
    },
  };
}

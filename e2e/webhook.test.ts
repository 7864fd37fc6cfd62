import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { startKit, waitFor } from './kit';
import { startLocalServer } from './kit/local-server';

/** Somebody's own system; codes that hang get no answer. */
async function startReceiver() {
  const taken: string[] = [];
  const hanging = new Set<string>();
  const held: ServerResponse[] = [];
  const server = await startLocalServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { outContractCode } = JSON.parse(body);
    if (hanging.has(outContractCode)) {
      held.push(response);
      return;
    }
    taken.push(outContractCode);
    response.writeHead(204).end();
  });
  return { ...server, taken, hanging, held };
}

it('tells the event of one contract within 6 s while the receiver hangs for 60 others; these it tells again', async () => {
  const receiver = await startReceiver();
  const kit = await startKit({
    env: {
      MERCHANT_WEBHOOK_URL: `${receiver.url}/events?key=s3cr3t`,
      MERCHANT_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}`,
    },
  });
  try {
    const create = async () => (await kit.signer()).outContractCode;
    const codes: string[] = [];
    // A few at a time: on a loaded machine more would not be answered within their deadline.
    while (codes.length < 60) codes.push(...(await Promise.all(Array.from({ length: 6 }, create))));
    const another = await create();
    for (const code of codes) receiver.hanging.add(code);
    await Promise.all(codes.map((code) => kit.control.sign(code)));
    await waitFor('all places to be taken', () => receiver.held.length >= 50);
    await kit.control.sign(another);
    const signedAt = Date.now();
    await waitFor('the event of the other one', () => receiver.taken.includes(another));
    expect(Date.now() - signedAt).toBeLessThan(6_000);
    await waitFor('all others to hang', () => receiver.held.length === 60);
    expect(receiver.taken).toEqual([another]);

    // A shutdown cuts what hangs, and uses up no attempt.
    receiver.hanging.clear();
    await kit.restartServer();
    await waitFor('all the others', () => receiver.taken.length === 61);
    expect(receiver.taken.toSorted()).toEqual([...codes, another].sort());
    const attempts = kit.logs.filter(({ event }) => event === 'merchant-event');
    for (const { outcome, attempt } of attempts) expect([outcome, attempt]).toEqual(['delivered', 1]);
    // The functions that there are, too, are not called: the log says so once a start.
    expect(kit.events).toEqual([]);
    expect(kit.logs.filter(({ instead }) => instead === 'MERCHANT_WEBHOOK_URL')).toHaveLength(2);
    expect(JSON.stringify(kit.logs)).not.toContain('s3cr3t');
  } finally {
    await kit.close();
    await receiver.close();
  }
});

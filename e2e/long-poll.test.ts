import { startKit, useKit, waitFor } from './kit';

const given = useKit();

async function signer(kit = given.kit) {
  const user = await kit.login();
  const { outContractCode, version } = (await user.create()).body;
  return { ...user, outContractCode, version };
}

const waitingNow = async (kit = given.kit) => Number(/^long_polls (\d+)$/m.exec(await kit.metrics())?.[1]);
const untilWaiting = (count: number, kit = given.kit) =>
  waitFor(`${count} to wait`, async () => (await waitingNow(kit)) === count);

async function secondsOf(call: Promise<unknown>) {
  const start = performance.now();
  await call;
  return (performance.now() - start) / 1000;
}

describe('a long poll', () => {
  it('is answered at once when there is something new, or nothing is known', async () => {
    const user = await signer();
    const { version } = (await user.launch(user.outContractCode)).body;
    expect(version).not.toBe(user.version);
    for (const query of [`?wait=30&after=${user.version}`, '?wait=30', `?wait=0&after=${version}`]) {
      const { body } = await user.get(user.outContractCode, query);
      expect([query, body.version, body.status]).toEqual([query, version, 'signing']);
    }
  });

  it('ends when its time is up, as things stand', async () => {
    const user = await signer();
    const seconds = await secondsOf(
      user.get(user.outContractCode, `?wait=1&after=${user.version}`).then(({ status, body }) => {
        expect([status, body.status, body.version]).toEqual([200, 'ready', user.version]);
      }),
    );
    expect(seconds).toBeGreaterThan(0.9);
    expect(seconds).toBeLessThan(4.5);
  });

  it('is woken by a launch, by a return, by a signature and by a termination', async () => {
    const { control } = given.kit;
    const user = await signer();
    const { outContractCode } = user;
    let { version } = user;
    const steps: [status: string, act: () => Promise<unknown>][] = [
      ['signing', () => user.launch(outContractCode)],
      ['confirming', () => user.return(outContractCode)],
      ['signed', () => control.sign(outContractCode)],
      ['terminated', () => control.terminate(outContractCode)],
    ];
    for (const [status, act] of steps) {
      const waiting = user.get(outContractCode, `?wait=30&after=${version}`);
      await untilWaiting(1);
      const start = performance.now();
      await act();
      const { body } = await waiting;
      expect(body.status).toBe(status);
      expect(performance.now() - start).toBeLessThan(4_500);
      version = body.version;
    }
  });

  it('sleeps through what changes nothing that it tells', async () => {
    const user = await signer();
    await user.launch(user.outContractCode, { outcome: 'opened', seq: 1 });
    const { body } = await user.return(user.outContractCode, { scene: 1038, seq: 1 });
    const waiting = user.get(user.outContractCode, `?wait=2&after=${body.version}`);
    const seconds = secondsOf(waiting);
    await untilWaiting(1);
    await user.launch(user.outContractCode, { outcome: 'opened', seq: 1 });
    await user.return(user.outContractCode, { scene: 1038, seq: 1, extraData: { return_code: 'SUCCESS' } });
    expect(await seconds).toBeGreaterThan(1.9);
    expect((await waiting).body.version).toBe(body.version);
  });

  it('is one of four of a person at most; whoever goes away makes room', async () => {
    const [user, other] = [await signer(), await signer()];
    const leave = new AbortController();
    const query = `?wait=20&after=${user.version}`;
    const waiting = Array.from({ length: 3 }, () => user.get(user.outContractCode, query));
    const leaving = user.get(user.outContractCode, query, leave.signal).catch(() => 'left');
    await untilWaiting(4);

    const fifth = await user.get(user.outContractCode, query);
    expect([fifth.status, fifth.error]).toEqual([429, 'rate_limited']);
    expect(Number(fifth.headers.get('retry-after'))).toBeGreaterThan(0);
    const others = other.get(other.outContractCode, `?wait=20&after=${other.version}`);
    await untilWaiting(5);

    leave.abort();
    expect(await leaving).toBe('left');
    await untilWaiting(4);
    const next = user.get(user.outContractCode, query);
    await untilWaiting(5);
    await user.launch(user.outContractCode);
    for (const { status, body } of await Promise.all([...waiting, next])) {
      expect([status, body.status]).toEqual([200, 'signing']);
    }
    await other.launch(other.outContractCode);
    expect((await others).body.status).toBe('signing');
    await untilWaiting(0);
  });
});

it('answers all who wait, and what is under way, when the server shuts down', async () => {
  const kit = await startKit();
  try {
    const [waiter, creator] = [await signer(kit), await kit.login()];
    const waiting = waiter.get(waiter.outContractCode, `?wait=30&after=${waiter.version}`);
    await untilWaiting(1, kit);
    await kit.control.faults([{ operation: 'preEntrustSign', delayMs: 4_000 }]);
    const creating = creator.create();
    await waitFor('the call to WeChat Pay', async () => {
      const calls = (await kit.control.requests()).filter(({ operation }) => operation === 'preEntrustSign');
      return calls.length === 2;
    });
    const closing = kit.stopServer();
    for (const [answer, status] of [
      [await waiting, 200],
      [await creating, 201],
    ] as const) {
      expect([answer.status, answer.body.status]).toEqual([status, 'ready']);
      // A kept connection would hold up the end.
      expect(answer.headers.get('connection')).toBe('close');
    }
    await closing;
    await expect(kit.client().login('x')).rejects.toThrow();

    await kit.startServer();
    expect((await waiter.current()).body.outContractCode).toBe(waiter.outContractCode);
    expect((await creator.create()).status).toBe(200);
  } finally {
    await kit.close();
  }
});

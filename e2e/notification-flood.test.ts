import { useKit, waitFor } from './kit';

const given = useKit();

/** Lines about notifications and requests for them, since the log had so many. */
const lines = (since: number) =>
  given.kit.logs
    .slice(since)
    .filter((line) => /notification/.test(`${line.event} ${line.msg} ${line.path}`))
    .map(({ event, result, reasons, count, time }) => ({
      event,
      result,
      reasons,
      count,
      at: Date.parse(String(time)),
    }));

const refusals = async (result: string) =>
  Number(
    new RegExp(`^notifications_total\\{result="${result}"\\} (\\d+)$`, 'm').exec(
      await given.kit.metrics(),
    )?.[1] ?? 0,
  );

const probe = () => given.kit.forge({ headers: { 'wechatpay-signature': 'AAAA' } });
const stale = () => given.kit.forge({ skewSeconds: -400 });
const big = () => given.kit.forge({ sent: () => Buffer.alloc(64 * 1024 + 1, ' ') });

it('of refused ones logs the first at once, and the others in a line a second, by reason; each is counted', async () => {
  const before = { signature: await refusals('signature'), large: await refusals('body_too_large') };
  const since = given.kit.logs.length;
  expect((await probe()).status).toBe(401);
  await waitFor('the first line', () => lines(since).length > 0);
  expect(lines(since)).toMatchObject([{ event: 'notification', result: 'signature' }]);

  const begun = performance.now();
  let sent = 1;
  while (performance.now() - begun < 2_500) {
    const answers = await Promise.all([probe(), probe(), stale(), big()]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 413]);
    sent += 4;
  }
  const told = () => lines(since).reduce((sum, { count }) => sum + Number(count ?? 1), 0);
  await waitFor('all of them to be told', () => told() === sent);

  const all = lines(since);
  const seconds = (all.at(-1)!.at - all[0]!.at) / 1000;
  expect(all.length).toBeLessThanOrEqual(seconds + 1.5);
  expect(all.slice(1).map(({ event }) => event)).toEqual(all.slice(1).map(() => 'notifications-refused'));
  const rounds = (sent - 1) / 4;
  const sum = (reason: string) =>
    all.reduce(
      (total, { reasons }) => total + ((reasons as Record<string, number> | undefined)?.[reason] ?? 0),
      0,
    );
  expect(sum('signature')).toBe(2 * rounds);
  expect(sum('body_too_large')).toBe(rounds);
  expect((await refusals('signature')) - before.signature).toBe(2 * rounds + 1);
  expect((await refusals('body_too_large')) - before.large).toBe(rounds);
});

it('hides no notification that is taken', async () => {
  const { outContractCode } = await given.kit.signer();
  const since = given.kit.logs.length;
  const flood = Promise.all(Array.from({ length: 20 }, probe));
  expect((await given.kit.forge({ resource: await given.kit.report(outContractCode) })).status).toBe(204);
  await flood;
  expect(lines(since)).toContainEqual(expect.objectContaining({ event: 'notification', result: 'contract' }));
});

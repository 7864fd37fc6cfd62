import { startKit, useKit, waitFor } from './kit';
import { startRedisProxy } from './processes/redis-proxy';

const given = useKit();

/** What a call came to, and after how many seconds. */
async function timed(call: Promise<{ status: number; error?: string }>) {
  const start = performance.now();
  const { status, error } = await call;
  return { status, error, seconds: (performance.now() - start) / 1000 };
}

it('ends every call by its deadline while WeChat Pay and WeChat hang, and changes nothing', async () => {
  const { kit } = given;
  const [creating, ending, asking, looking] = await Promise.all([
    kit.login(),
    kit.login(),
    kit.login(),
    kit.login(),
  ]);
  const [contract, asked] = [await kit.contract(ending), await kit.contract(asking)];
  const unasked = await kit.contract(looking);
  // Has just been asked about, so that ending it is one call.
  expect((await ending.create()).error).toBe('already_signed');
  const operations = ['preEntrustSign', 'queryContract', 'terminateContract', 'jscode2session'] as const;
  await kit.control.faults(operations.map((operation) => ({ operation, kind: 'timeout' })));

  const [created, ended, endedUnasked, checked, loggedIn] = await Promise.all([
    timed(creating.create()),
    timed(ending.terminate(contract)),
    timed(looking.terminate(unasked)),
    timed(asking.create()),
    timed(kit.client().login(await kit.control.code('somebody'))),
  ]);
  expect(created).toMatchObject({ status: 504, error: 'wechatpay_timeout' });
  expect(created.seconds).toBeLessThan(13.5);
  expect(ended).toMatchObject({ status: 503, error: 'wechatpay_unavailable' });
  expect(ended.seconds).toBeLessThan(12);
  expect(endedUnasked).toMatchObject({ status: 503, error: 'wechatpay_unavailable' });
  expect(endedUnasked.seconds).toBeLessThan(13.5);
  expect(checked).toMatchObject({ status: 409, error: 'already_signed' });
  expect(checked.seconds).toBeLessThan(12);
  expect(loggedIn).toMatchObject({ status: 504, error: 'wechat_timeout' });
  expect(loggedIn.seconds).toBeLessThan(9);

  expect((await ending.get(contract)).body.status).toBe('signed');
  expect((await asking.get(asked)).body.status).toBe('signed');
  expect((await creating.current()).status).toBe(404);
  await kit.control.faults([]);
  expect((await creating.create()).status).toBe(201);
});

it('answers the making of a signing within 13.5 s, its login included, however slow Redis is meanwhile', async () => {
  const proxy = await startRedisProxy();
  const kit = await startKit({ env: { REDIS_URL: proxy.url } });
  try {
    const user = await kit.login();
    await kit.control.faults([{ operation: 'preEntrustSign', kind: 'timeout' }]);
    proxy.slow(900);
    const failed = await timed(user.create());
    expect(failed.status).toBeGreaterThanOrEqual(503);
    expect(failed.seconds).toBeLessThan(13.5);
    proxy.slow(0);
    await kit.control.faults([]);
    await waitFor('the claim to be given back', async () => (await user.create()).status === 201);
  } finally {
    await kit.close();
    await proxy.close();
  }
});

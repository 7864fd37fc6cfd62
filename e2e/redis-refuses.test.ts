import { useKit, waitFor } from './kit';

const given = useKit();

afterEach(() => given.kit.control.faults([]));

/** The one name in Redis that fits, without the prefix, once it is there. */
const nameOf = (pattern: string) =>
  waitFor(pattern, async () => {
    const [name] = await given.kit.redis.keys(`${given.kit.prefix}${pattern}`);
    return name?.slice(given.kit.prefix.length);
  });

const preSigns = async () =>
  (await given.kit.control.requests()).filter(({ operation }) => operation === 'preEntrustSign').length;

const claimIsFree = () =>
  waitFor(
    'the claim to be free',
    async () => (await given.kit.redis.keys(`${given.kit.prefix}claim:*`)).length === 0,
  );

it('before the pre-sign, when it should list the signing: 503, WeChat Pay is not called, and all goes on', async () => {
  const { kit } = given;
  const user = await kit.signer();
  const list = kit.prefix + (await nameOf('user:*'));
  const before = await preSigns();
  await kit.redis.rename(list, `${list}-kept`);
  await kit.redis.set(list, 'not what it should be');

  const answer = await user.create();
  expect([answer.status, answer.error]).toEqual([503, 'storage_unavailable']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await preSigns()).toBe(before);
  await claimIsFree();

  await kit.redis.del(list);
  await kit.redis.rename(`${list}-kept`, list);
  const again = await user.create();
  expect([again.status, again.body.outContractCode]).toEqual([200, user.outContractCode]);
});

it('between the pre-sign and its record, when it should store its facts: 503, and then a new signing', async () => {
  const { kit } = given;
  const user = await kit.login();
  const before = await preSigns();
  await kit.control.faults([{ operation: 'preEntrustSign', delayMs: 2_500, times: 1 }]);
  const posted = user.create();
  const claim = await nameOf('claim:*');
  const code = await waitFor('the claim', () =>
    kit.redis.get(kit.prefix + claim).then((held) => held ?? false),
  );
  await waitFor('the pre-sign', async () => (await preSigns()) > before);
  // Redis answers, and refuses every command that this name is not made for.
  const refused = `${kit.prefix}signing:{${code}}`;
  await kit.redis.set(refused, 'not what it should be');

  const answer = await posted;
  expect([answer.status, answer.error]).toEqual([503, 'storage_unavailable']);
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  await claimIsFree();

  await kit.redis.del(refused);
  const again = await user.create();
  expect(again.status).toBe(201);
  expect(again.body).toMatchObject({ status: 'ready' });
  expect(again.body.outContractCode).not.toBe(code);
  expect((await user.get(code)).status).toBe(404);
  expect((await user.current()).body.outContractCode).toBe(again.body.outContractCode);
  await kit.control.sign(again.body.outContractCode);
  await kit.event(again.body.outContractCode, 'signed');
});

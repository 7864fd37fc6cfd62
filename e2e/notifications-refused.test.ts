import { type Client, type Forged, useKit, waitFor, write } from './kit';

const given = useKit();

const wrongBase64 = (text: string) => {
  const bytes = Buffer.from(text, 'base64');
  bytes[3]! ^= 1;
  return bytes.toString('base64');
};

async function versionOf(user: Client, code: string) {
  return (await user.get(code)).body.version;
}
describe('a notification that WeChat Pay did not send like this', () => {
  const resource = (change: (resource: { ciphertext: string }) => Record<string, unknown>) =>
    ({
      envelope: (envelope) => ({
        ...envelope,
        resource: { ...envelope.resource, ...change(envelope.resource) },
      }),
    }) satisfies Forged;
  const header = (name: string, value?: string) => ({ headers: { [`wechatpay-${name}`]: value } });
  const hourAgo = String(Math.floor(Date.now() / 1000) - 3600);

  const refused: [what: string, status: number, forged: Forged][] = [
    ['without a timestamp', 401, header('timestamp')],
    ['without a nonce', 401, header('nonce')],
    ['without a serial', 401, header('serial')],
    ['without a signature', 401, header('signature')],
    ['with an empty nonce', 401, header('nonce', '')],
    ['more than 5 min old', 401, { skewSeconds: -302 }],
    ['more than 5 min from the future', 401, { skewSeconds: 310 }],
    [
      'with a time that was made young',
      401,
      { ...header('timestamp', String(Math.floor(Date.now() / 1000))), timestamp: hourAgo },
    ],
    ['with a time in words', 401, { timestamp: 'now' }],
    ['with a negative time', 401, { timestamp: '-1' }],
    ['with a fraction of a time', 401, { timestamp: `${Math.floor(Date.now() / 1000)}.5` }],
    ['with a time in hexadecimal', 401, { timestamp: `0x${Math.floor(Date.now() / 1000).toString(16)}` }],
    ['with the id of an unknown public key', 401, header('serial', `PUB_KEY_ID_${'9'.repeat(34)}`)],
    ['with the serial of an unknown certificate', 401, header('serial', 'ABCDEF0123456789'.repeat(2))],
    ['with the serial of the other key', 401, { namedKey: 'certificate' }],
    [
      'with a signature of another time',
      401,
      header('timestamp', String(Math.floor(Date.now() / 1000) - 60)),
    ],
    ['with a signature of another nonce', 401, header('nonce', 'f'.repeat(32))],
    ['with a signature of another type', 401, header('signature-type', 'WECHATPAY2-SM2-WITH-SM3')],
    ['with a signature that is no base64', 401, header('signature', '*'.repeat(344))],
    ['with a short signature', 401, header('signature', 'AAAA')],
    ['that is a probe', 401, header('signature', `WECHATPAY/SIGNTEST/${'A'.repeat(344)}`)],
    [
      'with a body changed in its white space',
      401,
      { sent: (body) => Buffer.concat([body, Buffer.from(' ')]) },
    ],
    [
      'with one character of its body changed',
      401,
      { sent: (body) => Buffer.from(body.toString().replace('ENTRUST', 'entrust')) },
    ],
    ['encrypted otherwise', 400, resource(() => ({ algorithm: 'AEAD_AES_128_GCM' }))],
    ['with no ciphertext', 400, resource(() => ({ ciphertext: '' }))],
    ['with a ciphertext shorter than its tag', 400, resource(() => ({ ciphertext: 'AAAA' }))],
    [
      'with a ciphertext cut short',
      400,
      resource(({ ciphertext }) => ({ ciphertext: ciphertext.slice(0, -8) })),
    ],
    [
      'with one bit of its ciphertext flipped',
      400,
      resource(({ ciphertext }) => ({ ciphertext: wrongBase64(ciphertext) })),
    ],
    ['with a ciphertext that is no base64', 400, resource(() => ({ ciphertext: '{}{}' }))],
    ['with another associated data', 400, resource(() => ({ associated_data: 'transaction' }))],
    ['with another nonce of the cipher', 400, resource(() => ({ nonce: 'abcdefabcdef' }))],
    ['with a nonce of the cipher that is too short', 400, resource(() => ({ nonce: '' }))],
    ['encrypted with another key', 400, { apiV3Key: 'k'.repeat(32) }],
    ['that is no JSON', 400, { body: 'id=1&event_type=ENTRUST.SIGN' }],
    ['that is no UTF-8', 400, { body: Buffer.from([0x22, 0xff, 0x22]) }],
    ['that is a list', 400, { body: '[]' }],
    ['that is nothing', 400, { body: '' }],
    ['without a resource', 400, { envelope: ({ resource, ...rest }) => rest }],
    ['with a resource of another type', 400, { envelope: (envelope) => ({ ...envelope, resource: 'x' }) }],
    ['of lists in lists', 400, { body: '['.repeat(30_000) }],
    [
      'of 64 KiB and a byte',
      413,
      { sent: (body) => Buffer.concat([body, Buffer.alloc(64 * 1024 + 1 - body.length, ' ')]) },
    ],
    ['that says nothing readable inside', 400, { resource: 'contract_state=SIGNED' }],
    ['that holds no UTF-8 inside', 400, { resource: Buffer.from([0x22, 0xff, 0x22]) }],
    ['that holds nothing inside', 400, { resource: '' }],
    ['that holds a list inside', 400, { resource: [] }],
    ['that names no code', 400, { resource: { contract_state: 'SIGNED' } }],
    ['that names a code of nobody', 400, { resource: { out_contract_code: 'nobodys', contract_state: 1 } }],
    ['that is a self-test without a message', 400, { originalType: 'security', resource: {} }],
  ];

  it('is refused, and changes nothing', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    const before = await versionOf(user, outContractCode);
    const answers: Record<string, unknown> = {};
    for (const [what, , forged] of refused) {
      const { status, body } = await given.kit.forge({ resource: report, ...forged });
      expect({ [what]: body }).toEqual({ [what]: { code: 'FAIL', message: expect.any(String) } });
      answers[what] = status;
    }
    expect(answers).toEqual(Object.fromEntries(refused.map(([what, status]) => [what, status])));
    expect(await versionOf(user, outContractCode)).toBe(before);
    expect(given.kit.told(outContractCode)).toEqual([]);

    expect(await given.kit.forge({ resource: report })).toEqual({ status: 204 });
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it.each(['signature', 'ciphertext', 'serial', 'timestamp'] as const)(
    'is refused when the simulator spoils its %s, and taken when it is sent again',
    async (corrupt) => {
      const { control } = given.kit;
      const { user, outContractCode } = await given.kit.pending();
      await control.notify({ corrupt });
      await control.sign(outContractCode);
      const [first] = await control.notifications({ outContractCode, attempts: 1, wait: 5 });
      expect(first!.attempts[0]!.status).toBe(corrupt === 'ciphertext' ? 400 : 401);
      expect((await user.get(outContractCode)).body.status).toBe('ready');
      await control.notify({});
      await control.clock({ advanceSeconds: 15 });
      await given.kit.event(outContractCode, 'signed');
    },
  );

  it('is refused when it is a probe, and taken when it is sent again', async () => {
    const { control } = given.kit;
    const { outContractCode } = await given.kit.pending();
    await control.notify({ probe: 1 });
    await control.sign(outContractCode);
    await control.notifications({ outContractCode, attempts: 1, wait: 5 });
    await control.clock({ advanceSeconds: 15 });
    await given.kit.event(outContractCode, 'signed');
    const [sent] = await control.notifications({ outContractCode, state: 'delivered', wait: 5 });
    expect(sent!.attempts.map(({ status }) => status)).toEqual([401, 204]);
    await control.notify({});
  });

  it('does no harm when it breaks off in the middle', async () => {
    const head = 'POST /notifications/wechatpay HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n';
    await write(given.kit.url, `${head}{"id":"`);
    const { user, outContractCode, report } = await given.kit.pending();
    expect((await given.kit.forge({ resource: report })).status).toBe(204);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });

  it('does not make the server fetch certificates again and again', async () => {
    for (let i = 0; i < 10; i++) {
      const serial = String(i).repeat(40);
      expect((await given.kit.forge({ headers: { 'wechatpay-serial': serial } })).status).toBe(401);
    }
    const fetches = (await given.kit.control.requests()).filter(
      ({ operation }) => operation === 'certificates',
    );
    expect(fetches).toHaveLength(1);
  });
});

describe('a notification that does not fit our record', () => {
  const differing: [field: string, change: Record<string, unknown>][] = [
    ['sp_mchid', { sp_mchid: '1900000999' }],
    ['mchid', { sp_mchid: undefined, mchid: '1900000999' }],
    ['sub_mchid', { sub_mchid: '1900000110' }],
    ['service_id', { service_id: 12536 }],
    ['sp_appid', { sp_appid: 'wx0000000000000000' }],
    ['appid', { sp_appid: undefined, appid: 'wx0000000000000000' }],
    ['sub_appid', { sub_appid: 'wxd678efh567hg6788' }],
    ['sub_openid', { sub_openid: 'oSomebodyElse' }],
  ];

  it('in any field is refused and counted, changes nothing, and is asked about', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    const before = await versionOf(user, outContractCode);
    for (const [field, change] of differing) {
      const { status, body } = await given.kit.forge({ resource: { ...report, ...change } });
      expect([field, status]).toEqual([field, 400]);
      expect(body?.message).toContain(
        field
          .replace(/^(mchid|appid)$/, (name) => (name === 'appid' ? 'sp_appid' : name))
          .replace(/^sp_mchid$/, 'mchid'),
      );
    }
    expect(await versionOf(user, outContractCode)).toBe(before);
    await waitFor(
      'the query',
      async () => (await given.kit.control.callsAbout(outContractCode, 'queryContract')).length > 0,
    );
    const metrics = await given.kit.metrics();
    expect(metrics).toMatch(
      new RegExp(`contract_mismatches_total\\{source="notification"\\} ${differing.length}\\b`),
    );
  });

  it('leaves a signing its own queries, however many come', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    await user.launch(outContractCode);
    const resource = { ...report, sp_mchid: '1900000999' };
    for (let i = 0; i < 25; i++) expect((await given.kit.forge({ resource })).status).toBe(400);
    const queries = () => given.kit.control.callsAbout(outContractCode, 'queryContract');
    await waitFor('a query', async () => (await queries()).length > 0);
    const { body } = await user.return(outContractCode);
    const decided = await user.get(outContractCode, `?wait=10&after=${body.version}`);
    expect(decided.body.status).toBe('not_signed');
    expect((await queries()).length).toBeLessThanOrEqual(5 + 2);
  });

  it.each([
    ['mchid', { sp_mchid: undefined, mchid: '1900000999' }],
    ['sub_mchid', { sub_mchid: '1900000999' }],
    ['sub_appid', { sub_mchid: undefined, sub_appid: 'wx0000000000000000' }],
  ])('in its %s, of a signing of ours that Redis has lost, is refused and asked about', async (_, change) => {
    const { kit } = given;
    const { outContractCode, report } = await given.kit.pending();
    await kit.control.notify({ drop: true });
    await kit.control.sign(outContractCode);
    await kit.control.notify({});
    await kit.redis.del(`${kit.prefix}signing:{${outContractCode}}`);
    expect((await kit.forge({ resource: { ...report, ...change } })).status).toBe(400);
    await waitFor(
      'the query',
      async () => (await kit.control.callsAbout(outContractCode, 'queryContract')).length > 0,
    );
    await kit.event(outContractCode, 'signed');
  });

  it('is not one that says less, or names the user in the other app', async () => {
    const one = await given.kit.pending();
    const { sp_appid, sub_appid, sub_openid, ...less } = one.report;
    expect(await given.kit.forge({ resource: less })).toEqual({ status: 204 });
    expect((await one.user.get(one.outContractCode)).body.status).toBe('signed');

    const other = await given.kit.pending();
    const more = {
      ...other.report,
      sp_openid: 'oTheSamePersonInAnotherApp',
      plan_id: 1,
      contract_expired_time: '',
    };
    expect(await given.kit.forge({ resource: more })).toEqual({ status: 204 });
    expect((await other.user.get(other.outContractCode)).body.status).toBe('signed');
  });

  it('does not fit a record that is signed either', async () => {
    const { user, outContractCode, report } = await given.kit.pending();
    await given.kit.forge({ resource: report });
    const ended = await given.kit.report(outContractCode, {
      contract_state: 'TERMINATED',
      sub_openid: 'oAnother',
    });
    expect((await given.kit.forge({ resource: ended })).status).toBe(400);
    expect((await user.get(outContractCode)).body.status).toBe('signed');
  });
});

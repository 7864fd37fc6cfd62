import { useApp } from '../../../test/app';
import { error } from '../../../test/http';
import { confirmed, party, report, terminated } from '../../../test/services';
import type { Facts } from '../../facts';
import { type User, userKey } from '../../store';
import { type ContractReport, WechatPayError } from '../../wechatpay';

const app = useApp();
const { services } = app;
const { store } = services;

type Somebody = Awaited<ReturnType<typeof app.user>>;

let listedAt = Date.now();
/** A contract of somebody's, listed after those before it. */
async function contractOf({ user }: Somebody, facts: Facts = { confirmed }): Promise<string> {
  const code = await app.signing({ ...facts, party: { ...party, ...(user as User) } });
  listedAt += 1000;
  await store.userSignings.add(userKey(user as User), code, listedAt);
  return code;
}

/** What termination calls WeChat Pay got, and what it answers. */
let ended: object[] = [];
let end: () => Promise<void> = async () => {};
services.wechatPay.terminateContract = async (contract) => {
  ended.push(contract);
  return end();
};
const busy = () => {
  throw new WechatPayError('unavailable', 'busy', { httpStatus: 500 });
};
const refuses = () => {
  throw new WechatPayError('refused', 'no', { httpStatus: 400, code: 'INVALID_REQUEST', requestId: 'R-1' });
};
beforeEach(() => {
  ended = [];
  end = async () => {};
  app.wechatPay.answer = async (code) => ({ contract: report(code) });
});

const shown = (outContractCode: string, fields: object = {}) => ({
  outContractCode,
  contractId: confirmed.contractId,
  status: 'signed',
  serviceId: 12535,
  displayAccount: '微信用户',
  signedAt: confirmed.signedAt,
  ...fields,
});
const EN = { 'accept-language': 'en' };

describe('GET /api/contracts', () => {
  it('lists the user’s own that were signed, newest first', async () => {
    const [one, other] = [await app.user(), await app.user()];
    const codes = [
      await contractOf(one),
      await contractOf(one, {}),
      await contractOf(one, { confirmed, terminated }),
    ];
    await contractOf(other);
    const { status, body } = await one.get('/api/contracts');
    expect([status, body]).toEqual([
      200,
      {
        contracts: [
          shown(codes[2]!, {
            status: 'terminated',
            terminatedAt: terminated.at,
            terminationMode: 'USER_TERMINATE',
          }),
          shown(codes[0]!),
        ],
      },
    ]);
    expect((await (await app.user()).get('/api/contracts')).body).toEqual({ contracts: [] });
  });

  it('lists 20, or as many as are asked for, and goes on after one', async () => {
    const one = await app.user();
    const codes: string[] = [];
    for (let i = 0; i < 22; i++) codes.unshift(await contractOf(one, { confirmed, terminated }));
    const list = async (query: string) =>
      (await one.get(`/api/contracts${query}`)).body.contracts.map(
        ({ outContractCode }: { outContractCode: string }) => outContractCode,
      );
    expect(await list('')).toEqual(codes.slice(0, 20));
    expect(await list('?limit=1')).toEqual(codes.slice(0, 1));
    expect(await list('?limit=100')).toEqual(codes);
    expect(await list(`?limit=2&before=${codes[2]}`)).toEqual(codes.slice(3, 5));
    expect(await list(`?before=${codes[19]}`)).toEqual(codes.slice(20));
    expect(await list(`?before=${codes[21]}`)).toEqual([]);
  });

  it('shows the end of a contract that it has not looked at for 10 minutes', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    app.wechatPay.answer = async () => ({ contract: terminatedReport(code) });
    expect((await one.get('/api/contracts')).body.contracts).toEqual([
      shown(code, {
        status: 'terminated',
        terminatedAt: '2026-11-24T01:02:03.000Z',
        terminationMode: 'SERVICE_PROVIDER',
      }),
    ]);
    expect(app.wechatPay.asked).toEqual([code]);
    await one.get('/api/contracts');
    expect(app.wechatPay.asked).toEqual([code]);
  });

  it.each([
    ['limit=0', 'limit', 'Too small: expected number to be >=1'],
    ['limit=101', 'limit', 'Too big: expected number to be <=100'],
    ['limit=1000', 'limit', 'Invalid string: must match pattern /^\\d{1,3}$/'],
    ['limit=-1', 'limit', 'Invalid string: must match pattern /^\\d{1,3}$/'],
    ['limit=', 'limit', 'Invalid string: must match pattern /^\\d{1,3}$/'],
    ['limit=1&limit=2', 'limit', 'Invalid input: expected string, received array'],
    ['before=../x', 'before', 'Invalid string: must match pattern /^[A-Za-z0-9]{1,32}$/'],
    [`before=${'a'.repeat(33)}`, 'before', 'Invalid string: must match pattern /^[A-Za-z0-9]{1,32}$/'],
    ['offset=1', '', 'Unrecognized key: "offset"'],
  ])('is not asked with ?%s', async (query, path, message) => {
    const { get } = await app.user();
    const { status, body } = await get(`/api/contracts?${query}`, EN);
    expect([status, body]).toEqual([
      400,
      error('invalid_request', 'The request is not valid; see details for what to change', {
        issues: [{ path, message }],
      }),
    ]);
  });
});

const terminatedReport = (code: string): ContractReport => ({
  ...report(code),
  contractState: 'TERMINATED',
  contractTerminateInfo: { mode: 'SERVICE_PROVIDER', time: '2026-11-24T01:02:03.000Z', remark: '' },
});

describe('POST terminate', () => {
  const terminate = (one: Somebody, code: string, remark: unknown = '不再需要', headers = {}) =>
    one.post(`/api/contracts/${code}/terminate`, { remark }, headers);

  it('ends a contract, with its remark, as WeChat Pay then says', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    end = async () => {
      app.wechatPay.answer = async () => ({ contract: terminatedReport(code) });
    };
    const { status, body } = await terminate(one, code, '  不再需要  ');
    expect([status, body]).toEqual([
      200,
      shown(code, {
        status: 'terminated',
        terminatedAt: '2026-11-24T01:02:03.000Z',
        terminationMode: 'SERVICE_PROVIDER',
      }),
    ]);
    expect(ended).toEqual([{ serviceId: 12535, outContractCode: code, remark: '不再需要' }]);
    // Once more is success, and asks nobody.
    expect((await terminate(one, code)).body).toEqual(body);
    expect(ended).toHaveLength(1);
  });

  it('ends it by our own word when WeChat Pay does not say more', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    const before = Date.now();
    const { status, body } = await terminate(one, code);
    expect([status, body]).toEqual([
      200,
      shown(code, {
        status: 'terminated',
        terminatedAt: body.terminatedAt,
        terminationMode: 'MCH_API_TERMINATE',
      }),
    ]);
    expect(Date.parse(body.terminatedAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(body.terminatedAt)).toBeLessThanOrEqual(Date.now());
    expect((await store.signings.read(code))!.facts.terminated).toMatchObject({
      remark: '不再需要',
      source: 'terminate',
    });
  });

  it('of what has ended already says how, and calls nobody', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    app.wechatPay.answer = async () => ({ contract: terminatedReport(code) });
    expect((await terminate(one, code)).body.terminationMode).toBe('SERVICE_PROVIDER');
    expect(ended).toEqual([]);
  });

  it('of what was never signed is 409', async () => {
    const one = await app.user();
    const { status, body } = await terminate(one, await contractOf(one, {}));
    expect([status, body]).toEqual([409, error('not_signed', '尚未签约，无法解约')]);
    expect(ended).toEqual([]);
  });

  it('of another’s is 404', async () => {
    const [owner, other] = [await app.user(), await app.user()];
    const code = await contractOf(owner);
    const { status, body } = await terminate(other, code, 'x', EN);
    expect([status, body]).toEqual([404, error('not_found', 'Not found')]);
    expect([ended, await app.status(code)]).toEqual([[], 'signed']);
  });

  it('that WeChat Pay refuses though the contract is in force is 502, with its code', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    end = refuses;
    const { status, body } = await terminate(one, code);
    expect([status, body]).toEqual([
      502,
      error('wechatpay_refused', '微信支付拒绝了请求，请把支持代码告诉商家', {
        wechatpayCode: 'INVALID_REQUEST',
        requestId: 'R-1',
      }),
    ]);
    expect(await app.status(code)).toBe('signed');
  });

  it('that WeChat Pay refuses since it has ended is success', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    end = async () => {
      app.wechatPay.answer = async () => ({ contract: terminatedReport(code) });
      refuses();
    };
    const { status, body } = await terminate(one, code);
    expect([status, body.status, body.terminationMode]).toEqual([200, 'terminated', 'SERVICE_PROVIDER']);
  });

  it.each([
    ['WeChat Pay gave no answer', busy, async (code: string) => ({ contract: report(code) })],
    ['it was refused, and nobody knows how things stand', refuses, busy],
    ['it was refused, and WeChat Pay knows no contract once', refuses, undefined],
  ] as const)('is 503 for 5 s when %s', async (_, failing, answer) => {
    const one = await app.user();
    const code = await contractOf(one);
    end = async () => {
      app.wechatPay.answer = answer ?? (async () => ({ contract: null, by: 'CONTRACT_NOT_EXIST' }));
      failing();
    };
    const { status, body, headers } = await terminate(one, code, 'x', EN);
    expect([status, headers['retry-after'], body]).toEqual([
      503,
      '5',
      error('wechatpay_unavailable', 'WeChat Pay is busy; try again later'),
    ]);
    expect(await app.status(code)).toBe('signed');
    // Whatever became of the call, somebody will look.
    const due = await store.client.zrangebyscore(`${store.keys.bullMq}:queries:delayed`, '-inf', '+inf');
    const job = due.find((name) => name.startsWith(code));
    expect(job).toBe(`${code}-confirm`);
  });

  it('is 500 when it was our own mistake', async () => {
    const one = await app.user();
    const code = await contractOf(one);
    end = async () => {
      throw new TypeError('x is not a function');
    };
    const { status, body } = await terminate(one, code);
    expect([status, body]).toEqual([500, error('internal', '服务器出错，请稍后再试')]);
  });

  it.each([
    ['x', 200],
    ['签'.repeat(256), 200],
    [` ${'x'.repeat(256)} `, 200],
    ['签'.repeat(257), 400],
    ['', 400],
    [' \t\n', 400],
    [7, 400],
    [undefined, 400],
  ])('takes a remark of 1 to 256 characters: %j', async (remark, wanted) => {
    const one = await app.user();
    const code = await contractOf(one);
    const { status, body } = await one.post(`/api/contracts/${code}/terminate`, { remark });
    expect(status).toBe(wanted);
    if (wanted === 400) expect(body.error.details.issues).toMatchObject([{ path: 'remark' }]);
    expect(ended).toHaveLength(wanted === 200 ? 1 : 0);
  });
});

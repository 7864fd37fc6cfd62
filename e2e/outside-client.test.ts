import { createPublicKey } from 'node:crypto';
import {
  createTamperingProxy,
  type Forwarded,
  loadKeys,
  resolveOptions,
} from '@contract-kit/simulator/testing';
import { Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { freePort, type Kit, startKit } from './kit';

// wechatpay-axios-plugin was written by others against the real WeChat Pay: its requests and ours must fare alike.

/** The chain that is called, which the plugin types only as an index of itself. */
interface Plugin {
  v3: {
    passwordExemptContract: {
      contracts: {
        serviceProvider: {
          preEntrustSign: { miniProgram: { post(fields: object): Promise<{ status: number }> } };
        };
      };
    };
  };
}

type Tamper = (sent: Forwarded) => Partial<Forwarded>;
const untouched: Tamper = () => ({});

let kit: Kit;
let proxy: Awaited<ReturnType<typeof createTamperingProxy>>;
let tamper = untouched;
let passed: Forwarded[] = [];

beforeAll(async () => {
  const port = await freePort();
  proxy = await createTamperingProxy(`http://127.0.0.1:${port}`, (sent) => {
    passed.push(sent);
    return tamper(sent);
  });
  kit = await startKit({ simulator: { port }, env: { WECHATPAY_BASE_URL: proxy.url } });
});
afterEach(() => {
  tamper = untouched;
  passed = [];
});
afterAll(async () => {
  await kit.close();
  await proxy.close();
});

/** The fields of the request that we made for a new person. */
async function ourRequest() {
  const user = await kit.login();
  const answer = await user.create();
  return { user, answer, sent: passed.at(-1)! };
}

async function pluginRequest(fields: Record<string, unknown>) {
  const { env } = kit;
  const plugin: unknown = new Wechatpay({
    baseURL: `${proxy.url}/`,
    mchid: env.WECHATPAY_MCHID!,
    serial: env.WECHATPAY_MERCHANT_SERIAL!,
    privateKey: env.WECHATPAY_MERCHANT_PRIVATE_KEY!,
    certs: await platformCertificate(),
  });
  const { contracts } = (plugin as Plugin).v3.passwordExemptContract;
  return contracts.serviceProvider.preEntrustSign.miniProgram.post(fields).then(
    ({ status }) => ({ status }),
    ({ response }) => ({ status: response.status, code: response.data?.code }),
  );
}

/** The key that signs answers to requests that name none, as those of the plugin. */
async function platformCertificate() {
  const { certificate } = await loadKeys(resolveOptions({}).keysDir);
  return { [certificate.serial]: certificate.pem };
}

/** `Authorization` without its scheme, as fields. */
function fieldsOf({ authorization }: Forwarded): Record<string, string> {
  const fields = authorization.slice(authorization.indexOf(' ') + 1).split(',');
  return Object.fromEntries(
    fields.map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 2, -1)]),
  );
}

const newCode = (fields: Record<string, unknown>, n: number) => ({
  ...fields,
  out_contract_code: `plugin${n}`,
});

it('accepts both', async () => {
  const { answer, sent } = await ourRequest();
  expect(answer.status).toBe(201);
  expect(await pluginRequest(newCode(JSON.parse(sent.body), 0))).toEqual({ status: 200 });
  const theirs = passed.at(-1)!;
  expect([theirs.method, theirs.url]).toEqual([sent.method, sent.url]);
  expect(Object.keys(fieldsOf(theirs)).sort()).toEqual(Object.keys(fieldsOf(sent)).sort());
});

it('finds our signatures right by the plugin’s own check, of every call that we make', async () => {
  const { user } = await ourRequest();
  const { outContractCode } = (await user.current()).body;
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  await user.terminate(outContractCode);
  expect(passed.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
  const merchantKey = createPublicKey(kit.env.WECHATPAY_MERCHANT_PRIVATE_KEY!).export({
    type: 'spki',
    format: 'pem',
  });
  for (const sent of passed) {
    const { signature = '', timestamp = '', nonce_str = '' } = fieldsOf(sent);
    const message = Formatter.request(sent.method, sent.url, timestamp, nonce_str, sent.body);
    expect(Rsa.verify(message, signature, merchantKey.toString())).toBe(true);
  }
});

describe('refuses both alike when somebody changed the', () => {
  const field =
    (pattern: RegExp, by: string): Tamper =>
    ({ authorization }) => ({
      authorization: authorization.replace(pattern, by),
    });
  const tampered: [part: string, tamper: Tamper][] = [
    ['method', () => ({ method: 'PUT' })],
    ['path', ({ url }) => ({ url: `${url}x` })],
    ['query', ({ url }) => ({ url: `${url}?sub_mchid=1900000110` })],
    ['body', ({ body }) => ({ body: body.replace('微信用户', '别的用户') })],
    ['body’s notify address', ({ body }) => ({ body: body.replace('/notifications/', '/elsewhere/') })],
    ['body’s white space', ({ body }) => ({ body: body.replace('{', '{ ') })],
    ['body to none', () => ({ body: '' })],
    ['time', field(/timestamp="\d+"/, `timestamp="${Math.floor(Date.now() / 1000) - 30}"`)],
    ['nonce', field(/nonce_str="[^"]+"/, 'nonce_str="abcdefghijklmnopqrstuvwxyz012345"')],
    ['signature', field(/signature="..../, 'signature="AAAA')],
    ['merchant', field(/mchid="\d+"/, 'mchid="1900000999"')],
    ['serial', field(/serial_no="[^"]+"/, `serial_no="${'A'.repeat(40)}"`)],
  ];

  it.each(tampered)('%s', async (_, change) => {
    const { sent } = await ourRequest();
    const before = await kit.control.contracts();
    tamper = change;
    const ours = await ourRequest();
    const theirs = await pluginRequest(newCode(JSON.parse(sent.body), 1));

    expect(theirs).toEqual({ status: 401, code: 'SIGN_ERROR' });
    expect([ours.answer.status, ours.answer.error]).toEqual([502, 'wechatpay_refused']);
    expect(ours.answer.details).toMatchObject({ wechatpayCode: 'SIGN_ERROR' });
    expect(await kit.control.contracts()).toEqual(before);
  });
});

it('refuses a query and a termination of ours that were changed on the way, and no fact changes', async () => {
  const { user } = await ourRequest();
  const { outContractCode } = (await user.current()).body;
  const other = await ourRequest();
  const otherCode = other.answer.body.outContractCode;
  await kit.control.sign(outContractCode);
  await kit.event(outContractCode, 'signed');
  // Somebody makes it another contract, which was never signed.
  tamper = ({ url }) => ({ url: url.replace(outContractCode, otherCode) });
  expect((await user.create()).error).toBe('already_signed');
  tamper = ({ method, body }) => (method === 'POST' ? { body: body.replace('不再需要', '商户要求') } : {});
  const refused = await user.terminate(outContractCode);
  expect([refused.status, refused.error]).toEqual([502, 'wechatpay_refused']);
  tamper = untouched;
  expect((await user.get(outContractCode)).body.status).toBe('signed');
  expect((await user.terminate(outContractCode)).body.status).toBe('terminated');
});

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readEnv } from '@contract-kit/server/read-env';
import { setInFile } from './env-file';
import { type Asked, interview, openQuestions, type Prompts } from './interview';
import type { Env } from './questions';

const folder = mkdtempSync(path.join(tmpdir(), 'setup-'));
afterAll(() => rmSync(folder, { recursive: true }));
const key = (name: string) => {
  const file = path.join(folder, name);
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem =
    name === 'apiclient_key.pem'
      ? privateKey.export({ type: 'pkcs8', format: 'pem' })
      : publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(file, pem);
  return file;
};

const answers: Record<string, string> = {
  WECHATPAY_MCHID: '1900000100',
  WECHATPAY_MERCHANT_SERIAL: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  WECHATPAY_MERCHANT_PRIVATE_KEY_FILE: key('apiclient_key.pem'),
  WECHATPAY_APIV3_KEY: 'abcdefghijklmnopqrstuvwxyz012345',
  WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000001002024110600001',
  WECHATPAY_PUBLIC_KEY_FILE: key('pub_key.pem'),
  SP_APPID: 'wxd678efh567hg6787',
  SUB_MCHID: '1900000109',
  SUB_APPID: 'wxd678efh567hg6788',
  SERVICE_ID: '12535',
  LOGIN_APP: 'sub',
  LOGIN_APP_SECRET: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  PUBLIC_URL: 'https://pay.shop-of-somebody.com',
  REDIS_URL: 'redis://:p%40ss@redis.somewhere.com:6379/0',
};

/** Somebody who answers from a list, whatever is suggested where the list has nothing, and stops at one. */
function person(list: Record<string, string>, stopsAt?: string) {
  const asked: Asked[] = [];
  const notes: string[] = [];
  const prompts: Prompts = {
    language: async () => 'zh',
    note: (text) => notes.push(text),
    async ask(question) {
      asked.push(question);
      if (question.name === stopsAt) return undefined;
      const answer = list[question.name] ?? question.initial ?? '';
      expect([question.name, question.wrong(answer)]).toEqual([question.name, undefined]);
      return answer;
    },
  };
  return { prompts, asked, notes };
}

let files = 0;
const newFile = () => path.join(folder, `.env-${++files}`);
const read = (file: string) => readEnv(file, {}) as Env;
const answer = (file: string, { prompts }: ReturnType<typeof person>, language: 'zh' | 'en' = 'zh') =>
  interview({ env: read(file), prompts, language, keep: (name, value) => setInFile(file, name, value) });

it('asks for everything in an empty folder, and writes a file that only its owner reads and the server takes', async () => {
  const file = newFile();
  const somebody = person(answers);
  expect(await answer(file, somebody)).toBe(true);
  expect(somebody.asked.map(({ name }) => name)).toEqual([
    ...Object.keys(answers),
    'MINIPROGRAM_SERVER_URL',
    'MINIPROGRAM_APPID',
  ]);
  expect(read(file)).toMatchObject({
    ...answers,
    MINIPROGRAM_SERVER_URL: answers.PUBLIC_URL,
    MINIPROGRAM_APPID: answers.SUB_APPID,
  });
  expect(openQuestions(read(file), { required: false })).toEqual([]);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  // Each stands where the sample explains it.
  expect(readFileSync(file, 'utf8')).toMatch(
    /必填[\s\S]*开通免密支付时微信支付给出的服务 ID[\s\S]*\nSERVICE_ID=12535\n/,
  );
});

it('keeps what is there, and goes on where somebody stopped', async () => {
  const file = newFile();
  expect(await answer(file, person(answers, 'SUB_MCHID'))).toBe(false);
  const before = read(file);
  expect(before).toMatchObject({ WECHATPAY_MCHID: '1900000100', SP_APPID: 'wxd678efh567hg6787' });
  const later = person(answers);
  expect(await answer(file, later)).toBe(true);
  expect(later.asked[0]!.name).toBe('SUB_MCHID');
  expect(later.notes[0]).toMatch(/保留：WECHATPAY_MCHID、.*SP_APPID。/);
});

it('asks again for what is set and will not do, and says why', async () => {
  const file = newFile();
  await answer(file, person(answers));
  setInFile(file, 'WECHATPAY_APIV3_KEY', 'too-short');
  const somebody = person(answers);
  expect(await answer(file, somebody)).toBe(true);
  expect(somebody.asked.map(({ name }) => name)).toEqual(['WECHATPAY_APIV3_KEY']);
  expect(somebody.asked[0]!.message).toMatch(/现在的值不能用：.*32 字节/);
  expect(read(file).WECHATPAY_APIV3_KEY).toBe(answers.WECHATPAY_APIV3_KEY);
});

it('takes away what was given in the other way', async () => {
  const file = newFile();
  await answer(file, person(answers));
  setInFile(file, 'WECHATPAY_MERCHANT_PRIVATE_KEY', 'not a key');
  const somebody = person(answers);
  expect(await answer(file, somebody)).toBe(true);
  expect(somebody.asked.map(({ name }) => name)).toEqual(['WECHATPAY_MERCHANT_PRIVATE_KEY_FILE']);
  expect(openQuestions(read(file), { required: true })).toEqual([]);
});

it('leaves out the public key of a merchant number that has certificates', async () => {
  const file = newFile();
  const { WECHATPAY_PUBLIC_KEY_ID, WECHATPAY_PUBLIC_KEY_FILE, ...rest } = answers;
  const somebody = person(rest);
  expect(await answer(file, somebody, 'en')).toBe(true);
  expect(somebody.asked.map(({ name }) => name)).not.toContain('WECHATPAY_PUBLIC_KEY_FILE');
  expect(somebody.asked.find(({ name }) => name === 'WECHATPAY_PUBLIC_KEY_ID')!.message).toContain(
    'Enter alone if you have none',
  );
});

describe('says at once why an answer will not do', () => {
  it.each([
    ['WECHATPAY_MCHID', 'wxd678efh567hg6787', /AppID/],
    ['WECHATPAY_MCHID', '', /这一项要填/],
    ['WECHATPAY_MERCHANT_PRIVATE_KEY_FILE', '/nowhere/apiclient_key.pem', /没有这个文件/],
    ['WECHATPAY_APIV3_KEY', 'short', /32 字节/],
    ['PUBLIC_URL', 'http://localhost:3000', /公网|https/],
    ['MINIPROGRAM_APPID', 'wx1', /格式不对/],
  ])('%s = “%s”', async (name, value, why) => {
    const asked: Asked[] = [];
    const { prompts } = person(answers, name);
    const ask: Prompts['ask'] = (question) => {
      asked.push(question);
      return prompts.ask(question);
    };
    await interview({ env: {}, prompts: { ...prompts, ask }, language: 'zh', keep() {} });
    expect(asked.at(-1)!.wrong(value)).toMatch(why);
  });
});

it('is secret where the answer is', async () => {
  const somebody = person(answers);
  await answer(newFile(), somebody);
  expect(somebody.asked.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
    'WECHATPAY_APIV3_KEY',
    'LOGIN_APP_SECRET',
  ]);
});

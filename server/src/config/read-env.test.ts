import { join } from 'node:path';
import { complete, failure, file, folder, said } from '../../test/env';
import { ConfigError, envFileAdvice, formatConfigError, readEnv } from '.';

const complaintAbout = (content: Buffer): string => {
  try {
    readEnv(file(content), {});
  } catch (error) {
    if (error instanceof ConfigError) return formatConfigError(error);
    throw error;
  }
  throw new Error('it was read');
};

test('the environment wins over the file', () => {
  const path = file('PORT=4000\nHOST=a\nLOG_LEVEL=debug\n');
  expect(readEnv(path, { PORT: '5000', HOST: '' })).toEqual({ PORT: '5000', HOST: '', LOG_LEVEL: 'debug' });
});

test('also when one says NAME and the other NAME_FILE', () => {
  const path = file('SP_APPID=a\nSUB_APPID_FILE=b\n');
  expect(readEnv(path, { SP_APPID_FILE: 'c', SUB_APPID: 'd' })).toEqual({
    SP_APPID_FILE: 'c',
    SUB_APPID: 'd',
  });
});

test('quotes, comments, several lines and what Windows editors add are understood', () => {
  const path = file(
    '\uFEFF# comment\r\nSP_APPID="wx 1" # more\r\nKEY="-----BEGIN\nabc\n-----END"\r\nEMPTY=\r\n',
  );
  expect(readEnv(path, {})).toEqual({ SP_APPID: 'wx 1', KEY: '-----BEGIN\nabc\n-----END', EMPTY: '' });
});

test('no file is fine', () => {
  expect(readEnv(join(folder, 'none'), { PORT: '1' })).toEqual({ PORT: '1' });
});

test('a file that cannot be read is said', () => {
  expect(() => readEnv(folder, {})).toThrow(ConfigError);
  expect(() => readEnv(folder, {})).toThrow('EISDIR');
});

/** As somebody saved it from an editor on a Chinese Windows: `CONTRACT_DISPLAY_ACCOUNT=微信用户`. */
const gbk = Buffer.from('434f4e54524143545f444953504c41595f4143434f554e543dcea2d0c5d3c3bba70a', 'hex');

test.each([
  ['GBK', gbk, /不是 UTF-8[\s\S]*GBK[\s\S]*另存为 UTF-8[\s\S]*Save it as UTF-8/],
  ['UTF-16', Buffer.from('\uFEFFPORT=1', 'utf16le'), /UTF-16[\s\S]*另存为 UTF-8[\s\S]*Save it as UTF-8/],
  [
    'UTF-16, the other way round',
    Buffer.from('\uFEFFPORT=1', 'utf16le').swap16(),
    /UTF-16[\s\S]*另存为 UTF-8/,
  ],
  ['UTF-16 without a mark', Buffer.from('PORT=1', 'utf16le'), /UTF-16[\s\S]*另存为 UTF-8/],
])('a file in %s is refused, and how to save it said', (_, content, words) => {
  expect(complaintAbout(content)).toMatch(words);
});

test('UTF-8 is read with a mark or without', () => {
  for (const mark of ['', '\uFEFF']) {
    expect(readEnv(file(`${mark}CONTRACT_DISPLAY_ACCOUNT=微信用户\n`), {})).toEqual({
      CONTRACT_DISPLAY_ACCOUNT: '微信用户',
    });
  }
});

test('a PEM of several lines without quotes, and a Windows path in double ones, are told', () => {
  const pem = `${complete.WECHATPAY_MERCHANT_PRIVATE_KEY}`;
  const only = (content: string) => {
    const env = readEnv(file(content), { ...complete, WECHATPAY_MERCHANT_PRIVATE_KEY: undefined });
    return said({ WECHATPAY_MERCHANT_PRIVATE_KEY: undefined, ...env });
  };
  expect(only(`WECHATPAY_MERCHANT_PRIVATE_KEY=${pem}`)).toMatch(/第一行[\s\S]*双引号/);
  expect(only('WECHATPAY_MERCHANT_PRIVATE_KEY_FILE="C:\\new\\rsa.pem"\n')).toMatch(
    /路径里有换行[\s\S]*单引号/,
  );
  expect(only("WECHATPAY_MERCHANT_PRIVATE_KEY_FILE='C:\\new\\rsa.pem'\n")).toContain('没有这个文件');
});

test('no .env is told to who lacks something, and to nobody else', () => {
  const path = join(folder, 'none');
  const words = formatConfigError(failure({}), envFileAdvice(path));
  expect(words).toContain(path);
  expect(words).toMatch(/\.env\.example 复制为 \.env[\s\S]*Copy \.env\.example to \.env/);
  expect(formatConfigError(failure({ ...complete, PORT: 'x' }), envFileAdvice(path))).not.toContain(path);
  expect(envFileAdvice(file(''))).toBeUndefined();
  expect(formatConfigError(failure({}), envFileAdvice(undefined))).toContain('--env-file .env');
});

import { join } from 'node:path';
import { file, folder } from '../../test/env';
import { ConfigError, readEnv } from '.';

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
  expect(() => readEnv(file(Buffer.from('\uFEFFPORT=1', 'utf16le')), {})).toThrow('UTF-16');
});

import fc from 'fast-check';
import { decodeBase64, decodeJson, decodeTime } from './decode';

describe('a time', () => {
  test.each([
    ['2020-09-10T13:29:35+08:00', '2020-09-10T05:29:35.000Z'],
    ['2020-09-10T13:29:35Z', '2020-09-10T13:29:35.000Z'],
    ['2020-09-10T13:29:35.1-00:30', '2020-09-10T13:59:35.100Z'],
    ['2020-02-29T23:59:59.999999999Z', '2020-02-29T23:59:59.999Z'],
  ])('%s is %s', (text, utc) => {
    expect(decodeTime(text)).toBe(utc);
  });

  test.each([
    '',
    '2020-09-10',
    '2020-09-10 13:29:35Z',
    '2020-09-10T13:29:35',
    '2020-09-10T13:29Z',
    '2021-02-29T00:00:00Z',
    '2020-02-30T00:00:00Z',
    '2020-00-10T00:00:00Z',
    '2020-13-10T00:00:00Z',
    '2020-09-00T00:00:00Z',
    '2020-09-10T24:00:00Z',
    '2020-09-10T13:60:00Z',
    '2020-09-10T13:29:60Z',
    '2020-09-10T13:29:35+24:00',
    '9999-12-31T23:59:59-08:00',
    '0000-01-01T00:00:00+08:00',
    '1599715775',
  ])('%p is none', (text) => {
    expect(decodeTime(text)).toBeUndefined();
  });

  test('keeps its order as text', () => {
    const time = fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [left, right] = [decodeTime(a.toISOString())!, decodeTime(b.toISOString())!];
        expect(left < right).toBe(a < b);
      }),
    );
  });
});

test('base64 is read in its one canonical form only', () => {
  expect(decodeBase64('aGk=')).toEqual(Buffer.from('hi'));
  for (const text of ['', 'aGk', 'aGk=\n', 'aGl=', 'a-_=', ' aGk=', 'WECHATPAY/SIGNTEST/aGk=']) {
    expect(decodeBase64(text)).toBeUndefined();
  }
});

test('JSON is read from UTF-8 only', () => {
  expect(decodeJson(Buffer.from('{"名":1}'))).toEqual({ 名: 1 });
  expect(decodeJson(Buffer.from('{"a":'))).toBeUndefined();
  expect(decodeJson(Buffer.from([0x22, 0xe9, 0x22]))).toBeUndefined();
});

import { placeholderUrl, weappSettings } from './settings';

const good = {
  MINIPROGRAM_SERVER_URL: 'https://pay.merchant.cn/kit/',
  MINIPROGRAM_APPID: 'wxd678efh567hg6787',
};

/** What is said of these variables, in the lines that the person at the terminal reads. */
function complaints(env: NodeJS.ProcessEnv, forUpload: boolean): string {
  try {
    weappSettings({ forUpload, env });
    return '';
  } catch (error) {
    return (error as { zh: string }).zh;
  }
}

it('takes the address without its last slash, and the AppID', () => {
  const expected = { serverUrl: 'https://pay.merchant.cn/kit', appid: 'wxd678efh567hg6787' };
  expect(weappSettings({ env: good })).toEqual(expected);
  expect(weappSettings({ forUpload: true, env: good })).toEqual(expected);
});

it('needs nothing for a package that is not uploaded', () => {
  expect(weappSettings({ env: {} })).toEqual({ serverUrl: placeholderUrl, appid: 'touristappid' });
  expect(weappSettings({ serverUrl: 'http://127.0.0.1:3000', env: {} }).serverUrl).toBe(
    'http://127.0.0.1:3000',
  );
});

it.each(['http://127.0.0.1:3000', 'http://192.168.1.20:3000', 'http://localhost:3000/kit'])(
  'takes %s for development, and not for an upload',
  (url) => {
    const env = { ...good, MINIPROGRAM_SERVER_URL: url };
    expect(complaints(env, false)).toBe('');
    expect(complaints(env, true)).toMatch(/必须使用 https[\s\S]*不是公网域名/);
  },
);

it.each([
  '',
  'pay.merchant.cn',
  'ftp://pay.merchant.cn',
  'https://a b',
  'https://u:p@pay.merchant.cn',
  'https://pay.merchant.cn/?a=1',
  'https://pay.merchant.cn/#a',
])('does not upload with the address %p', (url) => {
  expect(complaints({ ...good, MINIPROGRAM_SERVER_URL: url }, true)).toContain('MINIPROGRAM_SERVER_URL');
});

it.each([
  placeholderUrl,
  'https://127.0.0.1',
  'https://8.8.8.8',
  'https://[::1]:3000',
  'https://0x7f.1',
  'https://localhost',
  'https://kit.localhost.',
  'https://intranet',
  'https://nas.local',
  'https://kit.internal',
  'https://pay.example.com',
])('does not upload with %s, which no phone can reach', (url) => {
  expect(complaints({ ...good, MINIPROGRAM_SERVER_URL: url }, true)).toContain('不是公网域名');
});

it.each([
  ['', '没有设置真实的 AppID'],
  ['touristappid', '没有设置真实的 AppID'],
  ['wx123', '格式不对'],
  ['gh_d678efh567hg6787', '格式不对'],
])('does not upload with the AppID %p', (appid, text) => {
  expect(complaints({ ...good, MINIPROGRAM_APPID: appid }, true)).toContain(text);
});

it('lists everything that is wrong at once', () => {
  const said = complaints({ MINIPROGRAM_SERVER_URL: 'http://10.0.0.1', MINIPROGRAM_APPID: 'wx1' }, true);
  expect(said.match(/MINIPROGRAM_\w+/g)).toEqual([
    'MINIPROGRAM_SERVER_URL',
    'MINIPROGRAM_SERVER_URL',
    'MINIPROGRAM_APPID',
  ]);
});

it('builds nothing with a wrong AppID or address, uploaded or not', () => {
  expect(complaints({ ...good, MINIPROGRAM_APPID: 'wx1' }, false)).toContain('格式不对');
  expect(complaints({ ...good, MINIPROGRAM_SERVER_URL: 'pay' }, false)).toContain('不是有效的地址');
});

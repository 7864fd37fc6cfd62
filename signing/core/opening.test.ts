import { FakePhone, later, recent } from '../test/fake-phone';
import { FakeServer } from '../test/fake-server';

let server: FakeServer;
let phone: FakePhone;

beforeEach(() => {
  jest.useFakeTimers();
  server = new FakeServer();
  phone = new FakePhone(server).start();
});
afterEach(() => expect(phone.violations).toEqual([]));

it('costs one login and one call when nothing is pending', async () => {
  expect(phone.phase).toBe('loading');
  phone.core.open();
  await later(60_000);
  expect(phone.phase).toBe('ready');
  expect(server.log).toEqual(['POST /api/login', 'POST /api/signings']);
  expect(phone.aborted).toEqual([]);
  expect(phone.state).toMatchObject({ busy: false, slow: false, signing: { displayAccount: '微信用户' } });
});

it('sends the name, the merchant and the language that it was given', async () => {
  phone.kill();
  phone = new FakePhone(server, {
    core: { contractDisplayAccount: '张三', login: { subMchid: '1900000109' }, language: () => 'en' },
  }).start();
  phone.core.open();
  await later(1000);
  expect(server.calls.map(({ body, header }) => [body, header['Accept-Language']])).toEqual([
    [{ code: 'alice-1', subMchid: '1900000109' }, 'en'],
    [{ contractDisplayAccount: '张三' }, 'en'],
  ]);
});

it('says who it is and what it sends, in Chinese unless it is told otherwise', async () => {
  phone.core.open();
  await later(1000);
  const json = { 'Content-Type': 'application/json', 'Accept-Language': 'zh-CN' };
  expect(server.calls).toMatchObject([
    { method: 'POST', path: '/api/login', header: json, body: { code: 'alice-1' } },
    { method: 'POST', path: '/api/signings', header: { ...json, Authorization: 'Bearer token-1' } },
  ]);
  expect(server.calls[0]!.header).toEqual(json);
});

it('says that the user has signed before, with the contract', async () => {
  phone.core.open();
  await later(1000);
  server.sign();
  phone.start().core.open();
  await later(1000);
  expect(phone.state).toMatchObject({
    phase: 'signed',
    contract: { outContractCode: 'c1', contractId: 'contract-c1' },
  });
});

it('asks again when the page is opened again, and lets go of what was signed and ended', async () => {
  phone.core.open();
  await later(1000);
  server.sign();
  phone.start().core.open();
  await later(1000);
  phone.core.close();
  server.terminateByWechat();
  phone.core.open();
  expect(phone.phase).toBe('signed');
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'ready', signing: { outContractCode: 'c2' } });
});

it('does not ask again for what is fresh', async () => {
  phone.core.open();
  await later(1000);
  phone.core.close();
  phone.core.open();
  await later(1000);
  expect(server.calls).toHaveLength(2);
});

it.each(['browseOnly', 'nativeFunctionalized', 'chatTool'])(
  'cannot jump from %s, and asks the server nothing',
  async (apiCategory) => {
    phone = new FakePhone(server).start({ scene: 1154, apiCategory });
    phone.core.open();
    await later(1000);
    expect(phone.phase).toBe('cannot_jump');
    phone.tap();
    phone.core.refresh();
    await later(1000);
    expect(phone.phase).toBe('cannot_jump');
    expect(phone.logins).toBe(0);
    expect(phone.jumps).toEqual([]);
    phone.hide();
    phone.show(recent);
    await later(1000);
    expect(phone.phase).toBe('ready');
  },
);

it('works with Taro, whose functions also return promises', async () => {
  phone = new FakePhone(server, { taro: true }).start();
  phone.core.open();
  await later(1000);
  phone.tap();
  phone.cancelJump();
  await later(1000);
  expect(phone.state).toMatchObject({ phase: 'ready', notice: 'jump_cancelled' });
});

it('tells subscribers of each change, until they leave', async () => {
  const phases: string[] = [];
  const leave = phone.core.subscribe(() => phases.push(phone.phase));
  phone.core.open();
  await later(1000);
  expect(phases).toEqual(['ready']);
  const before = phone.core.getState();
  phone.core.open();
  expect(phone.core.getState()).toBe(before);
  leave();
  phone.tap();
  expect(phases).toEqual(['ready']);
});

import { callsTo, passTimeUntil, polls, t, usePackage } from './kit';

const given = usePackage();
const { user } = given;

it('says that there is no network while the server is away, and goes on by itself when it is back', async () => {
  const { phone } = await user();
  await given.kit.stopServer();
  phone.coldStart();
  await phone.waitForText(t.offlineNote);
  const tries = callsTo(phone).length;
  await passTimeUntil(phone, () => callsTo(phone).length > tries);
  expect(phone.text).toContain(t.offline);
  await given.kit.startServer();
  await passTimeUntil(phone, () => phone.text.includes(t.openNote));
});

it('says so to who opens it without network, before any login, and goes on by itself', async () => {
  const { phone } = await user();
  phone.setOnline(false);
  phone.coldStart();
  await phone.waitForText(t.offlineNote);
  expect(callsTo(phone)).toEqual([]);
  phone.setOnline(true);
  await passTimeUntil(phone, () => phone.text.includes(t.openNote));
});

it('waits for the result across a restart of the server, and shows nothing of it', async () => {
  const { phone, open, jump, inSigningApp } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  phone.returnFromOtherApp();
  await phone.waitFor(() => polls(phone).length > 0);
  const restarted = given.kit.restartServer();
  await phone.waitFor(() => polls(phone)[0]!.errMsg);
  expect(phone.text).toContain(t.confirmingNote);
  await restarted;
  await inSigningApp(preEntrustwebId, 'sign');
  await passTimeUntil(phone, () => phone.text.includes(t.signedNote));
  expect(callsTo(phone, '/login')).toHaveLength(1);
});

it('logs in once for all callers whose login the server no longer takes, the long poll among them', async () => {
  const { phone, front, open, jump, inSigningApp } = await user();
  await open();
  const { preEntrustwebId } = await jump();
  phone.kill();

  // The app starts on the contracts, which cannot be listed, while the long poll waits for the outcome.
  front.rule = ({ path }) => {
    if (path.includes('?wait=')) return 'hold';
    return path.startsWith('/api/contracts') ? { status: 500, code: 'internal' } : 'pass';
  };
  phone.returnFromOtherApp(undefined, { path: 'pages/contracts/index' });
  await phone.waitFor(() => front.held.length === 1);
  await phone.waitFor(() => phone.find(t.retry));
  front.rule = () => 'hold';
  phone.doubleTap(t.retry);
  await phone.waitFor(() => front.held.length === 3);

  const refused = front.held.splice(0);
  const token = refused[0]!.token;
  expect(new Set(refused.map((request) => request.token))).toEqual(new Set([token]));
  const asked = callsTo(phone).length;
  front.rule = (request) => (request.token === token ? { status: 401, code: 'unauthorized' } : 'pass');
  for (const request of refused) request.settle({ status: 401, code: 'unauthorized' });
  await phone.waitForText(t.noContracts);
  await phone.waitFor(() => callsTo(phone).length === asked + 4);
  const paths = callsTo(phone).map(({ path }) => path.replace(/\?.*/, ''));
  expect(paths.slice(asked).sort()).toEqual([...paths.slice(asked - 3, asked), '/api/login'].sort());

  await inSigningApp(preEntrustwebId, 'sign');
  phone.hide();
  phone.show({ path: 'pages/sign/index' });
  await phone.waitForText(t.signedNote);
});

it('shows what the server says is wrong, with the code that support asks for', async () => {
  const { phone, front } = await user();
  front.rule = ({ path }) => (path === '/api/signings' ? { status: 502, code: 'wechatpay_refused' } : 'pass');
  phone.coldStart();
  await phone.waitForText(t.serverError);
  expect(phone.text).toContain('text of wechatpay_refused');
  expect(phone.text).toContain(`${t.supportCode} request-wechatpay_refused`);
  front.rule = () => 'pass';
  phone.tap(t.retry);
  await phone.waitForText(t.openNote);
});

it('says that the login failed, and tries it again when asked to', async () => {
  const { phone, front } = await user();
  front.rule = ({ path }) => (path === '/api/login' ? { status: 403, code: 'login_blocked' } : 'pass');
  phone.coldStart();
  await phone.waitForText(t.loginFailed);
  front.rule = () => 'pass';
  phone.tap(t.retry);
  await phone.waitForText(t.openNote);
});

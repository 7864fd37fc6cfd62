import { agreement } from '@contract-kit/miniprogram/agreement';
import { answered, callsTo, passTimeUntil, t, type User, usePackage } from './kit';

const given = usePackage();
const { user } = given;
const path = 'pages/contracts/index';
const { serviceName } = agreement['zh-CN'];

/** Somebody with a contract, looking at it. */
async function withContract(): Promise<User & { code: string }> {
  const person = await user();
  const code = await given.kit.contract(person.server);
  person.phone.coldStart({ path });
  await person.phone.waitFor(() => person.phone.find(t.terminate));
  return { ...person, code };
}

/** Taps 解约 and answers the question. */
async function terminate({ phone }: User, sure: boolean): Promise<void> {
  phone.tap(t.terminate);
  const dialog = await phone.waitFor(() => phone.dialog);
  expect(dialog).toMatchObject({
    type: 'modal',
    options: { title: t.terminateTitle, content: t.terminateBody },
  });
  phone.answer(sure);
}

it.concurrent('lists the contracts, ended ones too, with what is known of each', async () => {
  const { phone, server } = await user();
  const ended = await given.kit.contract(server);
  await server.terminate(ended);
  const signed = await given.kit.contract(server);
  phone.coldStart({ path });
  await phone.waitForText(t.contractTerminated);
  expect(phone.text.indexOf(t.contractSigned)).toBeLessThan(phone.text.indexOf(t.contractTerminated));
  const rows = phone.findAll((node) => node.tag === '#text' && node.text === serviceName);
  expect(rows).toHaveLength(2);
  for (const row of rows) phone.tap(row);
  for (const code of [signed, ended]) await phone.waitForText((await server.get(code)).body.contractId!);
  expect(phone.text).toContain(t.terminatedAt);
  // Only what is in force can be ended.
  expect(phone.findAll((node) => node.tag === '#text' && node.text === t.terminate)).toHaveLength(1);
});

it.concurrent('says that there are none', async () => {
  const { phone } = await user();
  phone.coldStart({ path });
  await phone.waitForText(t.noContracts);
});

it.concurrent('ends a contract when the user is sure, and says so once the server does', async () => {
  const person = await withContract();
  const { phone, front, server, code, merchantWasTold } = person;
  front.rule = ({ path }) => (path.endsWith('/terminate') ? 'hold' : 'pass');
  await terminate(person, true);
  await phone.waitForText(t.contractTerminating);
  expect(phone.text).not.toContain(t.contractTerminated);
  (await phone.waitFor(() => front.held[0])).settle('pass');
  await phone.waitForText(t.contractTerminated);
  await given.kit.event(code, 'terminated');
  expect(merchantWasTold(code)).toEqual(['signed', 'terminated']);
  expect((await server.contracts()).body.contracts).toMatchObject([
    { status: 'terminated', terminationMode: 'MCH_API_TERMINATE' },
  ]);
  expect(callsTo(phone, '/terminate').map(({ body }) => body)).toEqual([{ remark: t.terminateRemark }]);
});

it.concurrent('shows an end that came meanwhile while the page is open, and asks no more then', async () => {
  const { phone, code, server } = await withContract();
  await passTimeUntil(phone, () => answered(phone, '/contracts').length === 3);
  expect(phone.text).toContain(t.contractSigned);
  await given.kit.control.terminate(code);
  await given.kit.event(code, 'terminated');
  expect((await server.get(code)).body.status).toBe('terminated');
  await passTimeUntil(phone, () => phone.text.includes(t.contractTerminated), 15_000);
  const asked = callsTo(phone, '/contracts').length;
  await phone.advance(60_000);
  expect(callsTo(phone, '/contracts')).toHaveLength(asked);
});

it.concurrent('asks for no list in the background, or behind another page', async () => {
  const { phone } = await withContract();
  phone.hide();
  const asked = callsTo(phone, '/contracts').length;
  await phone.advance(60_000);
  expect(callsTo(phone, '/contracts')).toHaveLength(asked);
  phone.show();
  await phone.waitFor(() => callsTo(phone, '/contracts').length === asked + 1);
});

it.concurrent('never takes back an end because an older list comes late', async () => {
  const person = await withContract();
  const { phone, front } = person;
  front.rule = ({ path }) => (/^\/api\/contracts(\?|$)/.test(path) ? 'late' : 'pass');
  await passTimeUntil(phone, () => callsTo(phone, '/contracts').length === 2, 30_000, { answered: false });
  const older = await phone.waitFor(() => front.held[0]);
  await terminate(person, true);
  await phone.waitForText(t.contractTerminated);
  older.settle('pass');
  await phone.waitFor(() => callsTo(phone, '/contracts').every(({ errMsg }) => errMsg));
  expect(phone.text).toContain(t.contractTerminated);
});

it.concurrent('leaves nothing hanging when the login fails while a contract is being ended', async () => {
  const person = await withContract();
  const { phone, front, code } = person;
  front.rule = ({ path }) => {
    if (path === '/api/login') return { status: 403, code: 'login_blocked' };
    return { status: 401, code: 'unauthorized' };
  };
  await terminate(person, true);
  await phone.waitForText(t.terminateWaitsNote);
  expect(phone.text).toContain(t.loginFailed);
  expect(phone.text).toContain(t.contractSigned);
  expect(phone.text).not.toContain(t.contractTerminating);
  expect(phone.find(t.terminate).attributes.disabled).toBeFalsy();
  front.rule = () => 'pass';
  phone.tap(t.retry);
  await phone.waitForText(t.contractTerminated);
  await given.kit.event(code, 'terminated');
  expect(phone.text).not.toContain(t.loginFailed);
});

it.concurrent('leaves the contract in force when the user thinks again', async () => {
  const person = await withContract();
  await terminate(person, false);
  await person.phone.waitForText(t.contractSigned);
  expect(callsTo(person.phone, '/terminate')).toEqual([]);
  expect((await person.server.get(person.code)).body.status).toBe('signed');
});

it.concurrent('goes on with an ending that a kill interrupted, without asking again', async () => {
  const person = await withContract();
  const { phone, front, code } = person;
  front.rule = ({ path }) => (path.endsWith('/terminate') ? 'hold' : 'pass');
  await terminate(person, true);
  await phone.waitFor(() => front.held.length === 1);
  phone.kill();
  front.held[0]!.settle('cut');
  expect((await person.server.get(code)).body.status).toBe('signed');

  phone.coldStart({ path });
  await phone.waitFor(() => front.held.length === 2);
  await phone.waitForText(t.contractTerminating);
  front.held[1]!.settle('pass');
  await phone.waitForText(t.contractTerminated);
  expect(phone.dialog).toBeUndefined();
  await given.kit.event(code, 'terminated');
});

it.concurrent('asks again while it is not clear whether the contract has ended', async () => {
  const person = await withContract();
  const { phone, front } = person;
  front.rule = ({ path }) => (path.endsWith('/terminate') ? 'hold' : 'pass');
  await terminate(person, true);
  await phone.waitFor(() => front.held.length === 1);
  front.rule = () => 'pass';
  front.held[0]!.settle('cut');
  await phone.waitFor(() => callsTo(phone, '/terminate')[0]!.errMsg);
  expect(phone.text).toContain(t.contractTerminating);
  await passTimeUntil(phone, () => callsTo(phone, '/terminate').length === 2);
  await phone.waitForText(t.contractTerminated);
});

it.concurrent('says why a contract cannot be ended, and shows it in force again', async () => {
  const person = await withContract();
  const { phone, front } = person;
  front.rule = ({ path }) =>
    path.endsWith('/terminate') ? { status: 502, code: 'wechatpay_refused' } : 'pass';
  await terminate(person, true);
  const dialog = await phone.waitFor(() => phone.dialog);
  expect(dialog).toMatchObject({ type: 'modal', options: { title: t.terminateFailed } });
  expect(JSON.stringify(dialog)).toContain('text of wechatpay_refused');
  phone.answer(true);
  await phone.waitFor(() => phone.find(t.terminate));
  expect(phone.text).toContain(t.contractSigned);
});

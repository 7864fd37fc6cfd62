import { useServiceApp } from '../../../test/service-app';
import { confirmed, terminated } from '../../../test/services';
import { record } from '../../contracts/record';
import { userKey } from '../../store';

const app = useServiceApp();
const { services } = app;
const { store, jobs } = services;
beforeEach(() => {
  app.lines.length = 0;
});

it('names the other contract that a user has, as the event did, while both are in force', async () => {
  const user = app.user();
  const [first, second] = [
    await app.signingOf(user, { confirmed }),
    await app.signingOf(user, { confirmed }),
  ];
  const shown = async () => (await app.get(`/service/contracts/${second}`)).body.duplicateOf;
  expect(await shown()).toBeUndefined();
  await store.duplicates.name(second, first);
  expect(await shown()).toBe(first);
  await record(services, first, { terminated });
  expect(await shown()).toBeUndefined();
});

it('moves a contract that changes while the changes are read on to behind the cursor', async () => {
  const { cursor } = await store.contractFeed.since('0', 1000);
  const [one, two] = [await app.signingOf(app.user()), await app.signingOf(app.user())];
  for (const code of [one, two]) await record(services, code, { confirmed });
  const first = await app.get(`/service/changes?limit=1&cursor=${cursor}`);
  expect(first.body).toMatchObject({ changes: [{ outContractCode: one }], more: true });
  await record(services, one, { terminated });
  const { body } = await app.get(`/service/changes?cursor=${first.body.cursor}`);
  expect(body.changes.map(({ outContractCode }: { outContractCode: string }) => outContractCode)).toEqual([
    two,
    one,
  ]);
});

it('lists as many doubtful contracts and events as are asked for, and says whether there are more', async () => {
  for (let i = 0; i < 2; i++) {
    const outContractCode = await app.signingOf(app.user(), { confirmed });
    await store.doubtful.note(outContractCode, { at: Date.now() });
    await jobs.addEvent({ outContractCode, event: 'signed', since: Date.now() });
  }
  for (const [path, name] of [
    ['/service/doubtful', 'contracts'],
    ['/service/events', 'events'],
  ] as const) {
    const all = (await app.get(path)).body;
    expect(all.more).toBe(false);
    const { length } = all[name];
    const some = (await app.get(`${path}?limit=1`)).body;
    expect([some[name].length, some.more]).toEqual([1, true]);
    const exact = (await app.get(`${path}?limit=${length}`)).body;
    expect([exact[name].length, exact.more]).toEqual([length, false]);
  }
});

it('notes who changed what, and why, whatever LOG_LEVEL leaves out, and no openid', async () => {
  expect(services.log.level).toBe('warn');
  const user = app.user();
  const code = await app.signingOf(user, { confirmed });
  await store.doubtful.note(code, { at: Date.now() });
  await app.post('/service/tokens', { ...user, reference: '7' });
  await app.post(`/service/contracts/${code}/resolve`, { as: 'ended', reason: '用户来电确认' });
  await app.post('/service/events/retry', {});
  await app.post('/service/users/forget', user);
  expect(app.audits()).toMatchObject([
    { level: 'info', key: 'erp', call: 'issueToken', outcome: 'done', user: userKey(user) },
    { call: 'resolveDoubtful', outContractCode: code, as: 'ended', reason: '用户来电确认' },
    { call: 'retryEvents', retried: 0 },
    { call: 'forgetUser', outcome: 'done', user: userKey(user) },
  ]);
  expect(JSON.stringify(app.lines)).not.toContain(user.openid);
  app.lines.length = 0;
  await app.post('/service/contracts/search', user);
  await app.get('/service/changes');
  expect(app.lines).toEqual([]);
});

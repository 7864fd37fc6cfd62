import { confirmed, terminated, useServices } from '../../test/services';
import { ensureJobs } from './ensure-jobs';

const { services, signing, eventsWaiting } = useServices();
const { jobs, store } = services;

const queryIds = async () => {
  const names = await store.client.keys(`${store.keys.bullMq}:queries:*`);
  return names.map((name) => name.split(':').at(-1)!);
};
const read = async (...known: Parameters<typeof signing>) => {
  const code = await signing(...known);
  await ensureJobs(services, (await store.signings.read(code))!);
  return code;
};
const jumped = { launched: { seq: 1 } };
const back = { ...jumped, returned: { seq: 1 } };
const past = { expiresAt: Date.now() - 3_600_000 };

it.each([
  ['never began', {}],
  ['never came back', jumped],
  ['came back', back],
  ['came back and was told that there is none', { ...back, noContract: { seq: 1 } }],
])('gives a signing past its end its closing check, when its user %s', async (_, facts) => {
  const code = await read({ ...facts, ...past });
  expect(await queryIds()).toContain(`${code}-close`);
});

it.each([
  ['jumped', jumped],
  ['came back', back],
])(
  'gives a signing its queries when its user %s, and leaves them alone when they are there',
  async (_, facts) => {
    const code = await read(facts);
    expect(await queryIds()).toContain(`${code}-confirm`);
    const { queriesWaiting } = await jobs.counts();
    await ensureJobs(services, (await store.signings.read(code))!);
    expect((await jobs.counts()).queriesWaiting).toBe(queriesWaiting);
  },
);

it('queries nothing that has not begun, or is decided', async () => {
  for (const facts of [{}, { ...back, closed: true as const }]) {
    const code = await read(facts);
    expect((await queryIds()).filter((id) => id.startsWith(code))).toEqual([]);
  }
});

it('has the merchant told of what was not', async () => {
  const before = await eventsWaiting();
  await read({ confirmed });
  await read({ confirmed, terminated });
  expect(await eventsWaiting()).toBe(before + 3);
});

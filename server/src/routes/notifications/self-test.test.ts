import { useApp } from '../../../test/app';
import { createSelfTest, digestOf } from '../../http/self-test';

const { ask, services, lines } = useApp({ PUBLIC_URL: 'http://127.0.0.1:3000/pay' });
const post = (body: string, path = '/notifications/self-test') =>
  ask('POST', path, { headers: { 'content-type': 'application/json' }, body });

it('is answered by whoever works with the Redis that it is written in, once, with a digest of the bytes that came', async () => {
  const { nonce, body } = createSelfTest();
  await services.store.notices.keepSelfTest(nonce);
  expect(await post(body, '/pay/notifications/self-test')).toMatchObject({
    status: 200,
    body: { sha256: digestOf(body) },
  });
  expect((await post(body)).status).toBe(404);
});

it('tells of a body that was written again on its way', async () => {
  const { nonce, body } = createSelfTest();
  await services.store.notices.keepSelfTest(nonce);
  const again = JSON.stringify(JSON.parse(body));
  const answer = await post(again);
  expect(answer.body).toEqual({ sha256: digestOf(again) });
  expect(answer.body).not.toEqual({ sha256: digestOf(body) });
});

it.each(['', '{}', '[]', 'null', '{"nonce":1}', '{"nonce":"../x"}', createSelfTest().body])(
  'is not known: %s',
  async (body) => {
    expect(await post(body)).toMatchObject({ status: 404, body: { code: 'FAIL' } });
  },
);

it('takes no more than 1 KiB', async () => {
  expect((await post(`{"nonce":"${'x'.repeat(1100)}"}`)).status).toBe(413);
});

it('fills no log, whoever asks a thousand times', async () => {
  const before = lines.length;
  for (let time = 0; time < 3; time += 1) await post(createSelfTest().body);
  expect(lines.slice(before)).toEqual([]);
});

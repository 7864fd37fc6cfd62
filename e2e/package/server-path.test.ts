import { callsTo, t, usePackage } from './kit';

const given = usePackage({ env: { PUBLIC_URL: 'https://pay.example.com/pay' } });

it('signs, and shows the contract, where MINIPROGRAM_SERVER_URL has the path of PUBLIC_URL', async () => {
  const { phone, open, sign } = await given.user({ serverPath: '/pay' });
  await open();
  await sign();
  phone.coldStart();
  await phone.waitForText(t.signedNote);
  const paths = callsTo(phone).map(({ path }) => path);
  expect(paths.filter((path) => !path.startsWith('/pay/api/'))).toEqual([]);
  expect(paths.length).toBeGreaterThan(4);
});

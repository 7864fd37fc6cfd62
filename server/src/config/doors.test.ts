import { complete, failure, load, simulated } from '../../test/env';

it.each(['0', '1', '10', '10.0.0.1', '10.0.0.0/8, 192.168.1.1', 'fd00::/8,::1', '2001:db8::/32'])(
  'TRUST_PROXY may be %s',
  (TRUST_PROXY) => {
    expect(load({ ...simulated, TRUST_PROXY }).trustProxy).toBeDefined();
  },
);

it.each([
  'true',
  'false',
  'all',
  '*',
  '11',
  '-1',
  '1.5',
  'loopback',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.1,',
  '10.0.0.0/8/8',
  'fd00::/129',
  '10.0.0/8',
  'proxy.example.com',
])('TRUST_PROXY may not be %s: that says how to write it', (TRUST_PROXY) => {
  const { problems } = failure({ ...complete, ...simulated, TRUST_PROXY });
  expect(problems).toMatchObject([
    { name: 'TRUST_PROXY', fix: { en: expect.stringContaining('10.0.0.0/8') } },
  ]);
});

it('SHUTDOWN_DELAY_SECONDS is 5 in production, else 0, and at most a minute', () => {
  expect(load(simulated).shutdownDelaySeconds).toBe(0);
  expect(load({ ...simulated, NODE_ENV: 'production' }).shutdownDelaySeconds).toBe(5);
  expect(
    load({ ...simulated, NODE_ENV: 'production', SHUTDOWN_DELAY_SECONDS: '0' }).shutdownDelaySeconds,
  ).toBe(0);
  expect(load({ ...simulated, SHUTDOWN_DELAY_SECONDS: '60' }).shutdownDelaySeconds).toBe(60);
  for (const SHUTDOWN_DELAY_SECONDS of ['61', '-1', '5s'])
    expect(failure({ ...complete, ...simulated, SHUTDOWN_DELAY_SECONDS }).problems).toMatchObject([
      { name: 'SHUTDOWN_DELAY_SECONDS' },
    ]);
});

it('METRICS_PORT has no default, and is not PORT', () => {
  expect(load(simulated)).not.toHaveProperty('metricsPort');
  expect(load({ ...simulated, METRICS_PORT: '9464' }).metricsPort).toBe(9464);
  for (const METRICS_PORT of ['3000', '0', '65536', 'x'])
    expect(failure({ ...complete, ...simulated, PORT: '3000', METRICS_PORT }).problems).toMatchObject([
      { name: 'METRICS_PORT' },
    ]);
});

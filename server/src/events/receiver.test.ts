import { load } from '../../test/env';
import { StartError } from '../config';
import { createLogger } from '../logging';
import { notWrittenYet } from './merchant-functions';
import { chooseReceiver } from './receiver';

const logged: Record<string, unknown>[] = [];
const log = createLogger('warn', { write: (line) => void logged.push(JSON.parse(line)) });
beforeEach(() => void logged.splice(0));

const template = { onContractSigned: notWrittenYet, onContractTerminated: notWrittenYet };
const written = { onContractSigned: async () => {}, onContractTerminated: async () => {} };
const production = { NODE_ENV: 'production' };
const webhook = {
  MERCHANT_WEBHOOK_URL: 'https://shop.example.com/events?key=s3cr3t',
  MERCHANT_WEBHOOK_SECRET: `whsec_${Buffer.alloc(32, 1).toString('base64')}`,
};

it('is the merchant’s functions, written or not', async () => {
  for (const functions of [template, written]) {
    expect(chooseReceiver(load(), functions, log).functions).toBe(functions);
  }
  expect(chooseReceiver(load(), undefined, log).functions).toEqual(template);
  expect(chooseReceiver(load(production), written, log).functions).toBe(written);
  expect(logged).toEqual([]);
});

it('is nobody in production when nothing was written: then it does not start, unless that is meant', () => {
  for (const nothing of [template, undefined]) {
    expect(() => chooseReceiver(load(production), nothing, log)).toThrow(StartError);
  }
  const meant = chooseReceiver(load({ ...production, MERCHANT_EVENTS: 'none' }), template, log);
  expect(meant.functions).toEqual(template);
  expect(logged).toEqual([]);
});

it('warns in production of one function that is not written', () => {
  const half = { ...written, onContractTerminated: notWrittenYet };
  expect(chooseReceiver(load(production), half, log).functions).toBe(half);
  expect(logged).toMatchObject([{ level: 'warn', function: 'onContractTerminated' }]);
  expect(logged[0]!.zh).toContain('还没有写');
});

it('is the webhook, whose query is not shown', async () => {
  const { functions, name, close } = chooseReceiver(load({ ...production, ...webhook }), template, log);
  expect(functions).not.toBe(template);
  expect(name).toBe('webhook shop.example.com');
  expect(logged).toEqual([]);
  await close();
});

it.each([
  ['the webhook', webhook, 'MERCHANT_WEBHOOK_URL'],
  ['nobody', { MERCHANT_EVENTS: 'none' }, 'MERCHANT_EVENTS'],
])('warns once that functions which were written are not called, when it is %s', async (_, env, instead) => {
  const { functions, close } = chooseReceiver(load(env), written, log);
  expect(functions).not.toBe(written);
  expect(logged).toMatchObject([{ level: 'warn', instead }]);
  expect(JSON.stringify(logged)).not.toContain('s3cr3t');
  await close();
});

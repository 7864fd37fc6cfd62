import type { PhoneState } from '../client/state';
import type { NewEntry } from '../timeline/entry';
import { withHandsOnTimeline } from './hands-on-timeline';
import type { PhoneClient } from './phone-client';

const state = {
  installed: [{ appId: 'shop', name: '示例商户' }],
  running: [{ appId: 'wx', name: '微信支付签约' }],
} as unknown as PhoneState;

/** A phone that keeps what is done to it, and what the timeline hears. */
function phone(dialog?: PhoneState['dialog']) {
  const done: unknown[] = [];
  const told: NewEntry[] = [];
  const keep = (name: string) => (given?: unknown) => void done.push([name, given]);
  const names = ['open', 'resume', 'kill', 'back', 'lock', 'unlock', 'answer', 'recents', 'dismiss'];
  const client = withHandsOnTimeline({
    ...Object.fromEntries(names.map((name) => [name, keep(name)])),
    getState: () => ({ ...state, dialog }),
    tell: (entry: NewEntry) => void told.push(entry),
  } as unknown as PhoneClient);
  return {
    client,
    done,
    told: () => told.map((entry) => (entry.kind === 'user' ? [entry.action, entry.on] : entry)),
  };
}

it('tells what the user does to the phone, and does it', () => {
  const { client, done, told } = phone();
  client.open('shop');
  client.kill('wx');
  client.lock();
  client.unlock();
  client.back();
  expect(told()).toEqual([
    ['openApp', '示例商户'],
    ['killApp', '微信支付签约'],
    ['lock', undefined],
    ['unlock', undefined],
    ['back', undefined],
  ]);
  expect(done).toEqual([
    ['open', 'shop'],
    ['kill', 'wx'],
    ['lock', undefined],
    ['unlock', undefined],
    ['back', undefined],
  ]);
});

it.each([
  ['a jump that is allowed', { type: 'jump', appName: '微信支付签约' }, true, ['confirm', '微信支付签约']],
  ['one that is not', { type: 'jump', appName: '微信支付签约' }, false, ['refuse', '微信支付签约']],
  ['a question', { type: 'modal', title: '', content: '解约？' }, true, ['confirm', '解约？']],
  ['an item', { type: 'actionSheet', items: ['a', 'b'] }, 1, ['choose', 'b']],
  ['no item', { type: 'actionSheet', items: ['a', 'b'] }, -1, ['refuse', undefined]],
])('tells what was answered: %s', (_, dialog, given, act) => {
  const { client, told } = phone(dialog as PhoneState['dialog']);
  client.answer(given);
  expect(told()).toEqual([act]);
});

it('keeps to itself what the user only looks at', () => {
  const { client, done, told } = phone();
  client.recents();
  client.dismiss(1);
  expect(told()).toEqual([]);
  expect(done).toHaveLength(2);
});

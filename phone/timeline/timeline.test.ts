import type { NewEntry } from './entry';
import { keptEntries, Timeline } from './timeline';

const action = (name: string, at = 0): NewEntry => ({ kind: 'user', action: name, at });
const names = (timeline: Timeline) => timeline.list().map((entry) => 'action' in entry && entry.action);

test('lists by time, whoever is heard first; what is of one moment as it came', () => {
  const timeline = new Timeline();
  timeline.add(action('answered', 20));
  timeline.add(action('asked', 10));
  timeline.add(action('then', 20));
  expect(names(timeline)).toEqual(['asked', 'answered', 'then']);
  expect(timeline.list().map(({ id }) => id)).toEqual([2, 1, 3]);
});

test('keeps the newest', () => {
  const timeline = new Timeline();
  for (let at = 0; at <= keptEntries; at += 1) timeline.add(action('any', at));
  expect(timeline.list()).toHaveLength(2_000);
  expect(timeline.list()[0]).toMatchObject({ at: 1 });
});

test('a list that was given does not change', () => {
  const timeline = new Timeline();
  const before = timeline.list();
  timeline.add(action('later'));
  expect(before).toEqual([]);
});

test('tells subscribers until they leave', () => {
  const timeline = new Timeline();
  const heard: unknown[] = [];
  const leave = timeline.subscribe((entry) => heard.push(entry));
  const first = timeline.add(action('first'));
  leave();
  timeline.add(action('second'));
  expect(heard).toEqual([first]);
});

test('is empty after a clear, and gives no id twice', () => {
  const timeline = new Timeline();
  const { id } = timeline.add(action('before'));
  timeline.clear();
  expect(timeline.list()).toEqual([]);
  expect(timeline.add(action('after')).id).toBeGreaterThan(id);
});

import { differences } from './compare';
import type { Drawn } from './read-elements';

const element = (name: string, more: Partial<Drawn> = {}): Drawn => ({
  name,
  text: '',
  attributes: {},
  box: { left: 0, top: 0, width: 100, height: 20 },
  style: { color: 'red' },
  children: [],
  ...more,
});
const page = (...children: Drawn[]) =>
  element('body', { children: [element('wx-view.screen', { children })] });

it('finds nothing where all is the same within a pixel', () => {
  const moved = { left: 0.5, top: 1, width: 99, height: 20.25 };
  expect(differences(page(element('wx-view.card', { box: moved })), page(element('wx-view.card')))).toEqual(
    [],
  );
});

const card = 'wx-view.card';
it.each<[string, Partial<Drawn>, string]>([
  ['a box', { box: { left: 0, top: 1.5, width: 100, height: 20 } }, 'top is 1.5 px instead of 0'],
  ['text without a box', { box: {} }, 'left is undefined px instead of 0'],
  ['a text', { text: '已开通' }, 'text is "已开通" instead of ""'],
  ['a label', { attributes: { 'aria-label': 'a' } }, 'aria-label is "a" instead of undefined'],
  ['a colour', { style: { color: 'green' } }, 'color is "green" instead of "red"'],
  ['an element inside', { children: [element('wx-text')] }, 'contains wx-text instead of nothing'],
])('names the element and what of it: %s', (_what, more, difference) => {
  const found = differences(page(element(card, more)), page(element(card)));
  expect(found[0]).toBe(`${card}: ${difference}`);
});

it('names an element in the place of another', () => {
  const found = differences(page(element('wx-view#_A.row')), page(element('wx-view#_A.row.open')));
  expect(found).toEqual(['wx-view#_A.row instead of wx-view#_A.row.open']);
});

import { turned } from './rounds';

it('turns the order, so that each is first, and before and behind each other, as often', () => {
  const orders = Array.from({ length: 8 }, (_, round) => turned(['a', 'b', 'c', 'd'], round));
  for (const subject of ['a', 'b', 'c', 'd']) {
    for (const place of [0, 1, 2, 3]) {
      expect(orders.filter((order) => order[place] === subject)).toHaveLength(2);
    }
    for (const other of ['a', 'b', 'c', 'd'].filter((each) => each !== subject)) {
      expect(orders.filter((order) => order.indexOf(subject) < order.indexOf(other))).toHaveLength(4);
    }
  }
});

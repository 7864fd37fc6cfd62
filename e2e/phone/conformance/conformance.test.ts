import { describeWithBrowser } from '../browser';
import { apartLines } from './apart';
import { buttonLines } from './button';
import { drawingLines } from './drawing';
import { eventLines } from './events';
import { inputLines } from './input';
import { untested } from './line';
import { usePhone } from './screen';
import { styleLines } from './style';
import { switchLines } from './switch';

describeWithBrowser('a page on the phone', () => {
  const phone = usePhone();
  eventLines(phone);
  drawingLines(phone);
  buttonLines(phone);
  inputLines(phone);
  switchLines(phone);
  styleLines(phone);
  apartLines(phone);

  it('has a test for every line', () => expect(untested()).toEqual([]));
});

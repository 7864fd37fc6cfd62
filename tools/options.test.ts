import { readOptions } from './options';

const options = {
  real: { type: 'boolean' },
  'no-open': { type: 'boolean' },
  only: { type: 'string', multiple: true },
} as const;

it('reads what the command knows', () => {
  const args = ['--no-open', '--only', 'a', '--only=b'];
  expect(readOptions('npm start', args, options)).toEqual({ 'no-open': true, only: ['a', 'b'] });
});

it.each([
  [['--real', '--rael'], '--rael'],
  [['-x'], '-x'],
  [['real'], 'real'],
  [['--only'], '--only'],
  [['--only', 'a', 'b'], 'b'],
  [['--real=yes'], '--real=yes'],
  [['--only', '--real'], '--only --real'],
])('refuses %j, and says what it knows', (args, wrong) => {
  expect(() => readOptions('npm start', args, options)).toThrow(
    expect.objectContaining({
      zh: `npm start 的参数只有 --real、--no-open、--only …，收到的是 ${wrong}（参数写在 -- 之后）。`,
      message: `npm start takes --real, --no-open, --only … and nothing else (after --), not ${wrong}.`,
    }),
  );
});

it('says of a command without options that there are none', () => {
  expect(() => readOptions('npm run check', ['--fix'], {})).toThrow(
    expect.objectContaining({ zh: 'npm run check 没有参数，收到的是 --fix。' }),
  );
});

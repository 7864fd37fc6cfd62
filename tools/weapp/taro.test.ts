import { outcomeOf, whatWentWrong } from './taro';

/** As Taro 4.2.1 prints, progress bars and colours included. */
const bars = '\u001b[2K\u001b[G● Webpack ████ building (51%) 6/8 entries\n ...components/row.tsx\n';
const failed = `${bars}
✖ Webpack
  Compiled with some errors in 413.49ms

✖ Errors: 

ModuleBuildError: Module build failed (from babel-loader):
SyntaxError: src/components/row.tsx: Unexpected token (11:10)

> 11 | const q = ;
    at parser.next (<anonymous>)
`;
const watching = '\u001b[32m→\u001b[39m Watching... [11/23/2026, 8:31:27 PM]\n';

it('says what the compiler says, without its progress and its stack', () => {
  expect(whatWentWrong(failed)).toBe(
    [
      '  ModuleBuildError: Module build failed (from babel-loader):',
      '  SyntaxError: src/components/row.tsx: Unexpected token (11:10)',
      '  > 11 | const q = ;',
    ].join('\n'),
  );
});

it('says what there is when Taro fails before it compiles', () => {
  expect(whatWentWrong('Error: Cannot find module x\n')).toBe('  Error: Cannot find module x');
});

it('tells the outcome of a build that is watched once it is known', () => {
  expect(outcomeOf('\n')).toBeUndefined();
  expect(outcomeOf(bars)).toBe('building');
  expect(outcomeOf(failed)).toBe('building');
  expect(outcomeOf(failed + watching)).toBe('failed');
  expect(outcomeOf(`${bars}✔ Webpack\n  Compiled successfully in 8.93s\n${watching}`)).toBe('built');
});

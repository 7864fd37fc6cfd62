import { readCommandLine, UsageError } from './command-line';

const complaint = (args: string[], env = {}) => {
  try {
    return readCommandLine(args, env);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
};

test('the port: the option, else the variable, else 9080', () => {
  expect(readCommandLine([], {}).port).toBe(9080);
  expect(readCommandLine([], { SIMULATOR_PORT: '' }).port).toBe(9080);
  expect(readCommandLine([], { SIMULATOR_PORT: '0' }).port).toBe(0);
  expect(readCommandLine(['--port', '9081'], { SIMULATOR_PORT: '0' }).port).toBe(9081);
});

test.each(['65536', '-1', '1e3', '0x10', 'many', ''])('a port that is %j is none', (port) => {
  expect(complaint([`--port=${port}`])).toContain(`收到的是 ${port}。\n`);
  if (port !== '') expect(complaint([], { SIMULATOR_PORT: port })).toContain('SIMULATOR_PORT');
});

test.each([
  [['--prot', '9081'], '--prot'],
  [['9081'], '9081'],
  [['--port'], '--port'],
  [['--help=no'], '--help=no'],
  [['--print-env', 'yaml'], '--print-env yaml'],
  [['--keys='], '--keys ""'],
])('%j: what it takes, in both languages, and what it got', (args, got) => {
  const takes = '--port N、--keys DIR、--print-env dotenv|json|export、--help';
  expect(complaint(args)).toBe(
    `wechatpay-simulator 的选项只有 ${takes}，收到的是 ${got}。\n` +
      `wechatpay-simulator takes ${takes.replaceAll('、', ', ')} and nothing else, not ${got}.`,
  );
});

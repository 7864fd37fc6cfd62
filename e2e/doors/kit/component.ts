import { spawnSync } from 'node:child_process';

/** A program of others that a test of the doors needs. */
interface Component {
  /** As people call it. */
  title: string;
  /** The packages of Debian that bring it. */
  debian: string;
  /** @returns the program to start, if this machine has one that will do */
  find(): string | undefined;
}

const components = {
  java: {
    title: 'JDK 17',
    debian: 'openjdk-17-jdk-headless',
    // The compiler, because a JRE runs no source file.
    find: () => (versionOf('javac', '--version') >= 17 ? 'java' : undefined),
  },
  php: {
    title: 'PHP 8',
    debian: 'php-cli',
    find: () => (versionOf('php', '--version') >= 8 ? 'php' : undefined),
  },
  go: { title: 'Go', debian: 'golang-go', find: () => (versionOf('go', 'version') >= 1 ? 'go' : undefined) },
  python: {
    title: 'Python 3',
    debian: 'python3',
    find: () => pythonThat('import sys; assert sys.version_info >= (3, 9)'),
  },
  pythonCryptography: {
    title: 'Python 3 + cryptography',
    debian: 'python3-cryptography',
    find: () => pythonThat('import cryptography'),
  },
  sh: {
    title: 'a POSIX shell',
    debian: 'dash',
    find: () =>
      spawnSync('sh', ['-c', ':'], { stdio: 'ignore', windowsHide: true }).status === 0 ? 'sh' : undefined,
  },
} satisfies Record<string, Component>;

export type ComponentName = keyof typeof components;

/**
 * Tests that need programs of others: left out, with a line that says so, where one is missing; in CI they all have to be there.
 * @param tests gets the program of each name, to be started
 */
export function describeWith<Name extends ComponentName>(
  names: Name[],
  title: string,
  tests: (programs: Record<Name, string>) => void,
): void {
  const found = names.map((name) => [name, components[name].find()] as const);
  const missing = found.filter(([, program]) => program === undefined).map(([name]) => components[name]);
  if (missing.length === 0) {
    describe(title, () => tests(Object.fromEntries(found) as Record<Name, string>));
    return;
  }
  const what = missing.map((component) => component.title).join(', ');
  const packages = missing.map(({ debian }) => debian).join(' ');
  if (process.env.CI !== 'true') {
    console.warn(`${title}：略过，本机没有 ${what}（${packages}） / left out, there is no ${what} here`);
  }
  describe(title, () => {
    it(`needs ${what}`, () => {
      if (process.env.CI === 'true') throw new Error(`There is no ${what}: apt-get install ${packages}`);
    });
  });
}

/** @returns the first number of what the program says of its version, minor digits included; 0 without the program */
function versionOf(program: string, ask: string): number {
  const { stdout } = spawnSync(program, [ask], { encoding: 'utf8', windowsHide: true });
  return Number(/\d+(\.\d+)?/.exec(stdout ?? '')?.[0] ?? 0);
}

/** Debian's packages belong to Debian's own Python, which need not be the first on the PATH. */
function pythonThat(runs: string): string | undefined {
  return ['python3', '/usr/bin/python3', 'python'].find(
    (python) => spawnSync(python, ['-c', runs], { stdio: 'ignore', windowsHide: true }).status === 0,
  );
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from '../../tools/bootstrap/root.mjs';
import { waitFor } from '../kit';

/** Says that it is there; once its input ends it logs two lines, and ends itself. */
const program = `
  const { createLogger } = require('@contract-kit/server');
  const log = createLogger('info');
  log.info('here');
  process.stdin.on('end', () => {
    log.info('one');
    log.info('two');
    process.exit(7);
  }).resume();
`;

it('a process whose log nobody reads any more ends all the same', async () => {
  const child = spawn(process.execPath, ['--require', 'tsx/cjs', '-e', program], {
    cwd: `${root}/e2e`,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    child.stdout.destroy();
    await once(child.stdout, 'close');
    child.stdin.end();
    await waitFor('its end', () => child.exitCode === 7);
  } finally {
    child.kill('SIGKILL');
  }
});

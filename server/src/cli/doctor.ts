import { doctor } from './doctor/index';
import { endWithReader } from './end-with-reader';

/* `node doctor.js --env-file .env`, beside the bundle: the same as `npm run doctor`, but for the mini-program. */

endWithReader();
void doctor({ command: 'node doctor.js', args: process.argv.slice(2), env: process.env }).then((code) => {
  process.exitCode = code;
  // Whatever hangs is not waited for.
  setTimeout(() => process.exit(code), 300).unref();
});

import { findComponents } from './components';

it('names everything that is missing, in one line, and says what to do', () => {
  expect(() => findComponents({ PATH: '/nowhere' })).toThrow(
    'npm run bench needs redis-server and openssl on the PATH: install it and try again.',
  );
});

import { liveCode } from './merchant-code';

it('in production nothing is exchanged or observed, and that is said', async () => {
  const said = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  expect(await liveCode({ NODE_ENV: 'production' })).toBeUndefined();
  expect(said.mock.calls.join('')).toContain('NODE_ENV=production');
  said.mockRestore();
});

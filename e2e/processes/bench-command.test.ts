import { root } from '../../tools/bootstrap/root.mjs';
import { startCommand } from './command';

it('starts, and says what it takes', async () => {
  const command = startCommand(root, ['bench', '--nonsense']);
  expect(await command.exited).toBe(1);
  expect(command.said()).toMatch(/--quick、--json .* --nonsense[\s\S]*takes --quick, --json FILE/);
});

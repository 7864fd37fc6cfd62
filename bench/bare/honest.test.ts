import { describeWithRedisServer } from '@contract-kit/server/testing/redis-server';
import { mustBeHonest } from '../sections/honesty';
import { measureRounds } from '../sections/rounds';
import { createWorld, type Subject, type World } from '../world/world';

describeWithRedisServer('bare', () => {
  let world: World;
  beforeAll(async () => {
    world = await createWorld();
  });
  afterAll(() => world.close());

  it('checks what it has to check, and answers as the server does', async () => {
    const bare = await world.start('bare', undefined);
    await mustBeHonest(world, bare);
    const { bare: measured } = await measureRounds(world, [bare], { rounds: 2, users: 5 });
    for (const { cpu, wall } of Object.values(measured!)) {
      expect(cpu).toHaveLength(2);
      expect(wall.every((microseconds) => microseconds > 0)).toBe(true);
    }
    await bare.stop();
  });

  it('would be found out if it took what is forged', async () => {
    const bare = await world.start('bare', undefined);
    const credulous: Subject = {
      ...bare,
      send: async (requests, inFlight) =>
        (await bare.send(requests, inFlight)).map((answer) =>
          answer.status === 401 ? { ...answer, status: 204 } : answer,
        ),
    };
    await expect(mustBeHonest(world, credulous)).rejects.toThrow(
      'answered a poll with a wrong token with 204',
    );
    await bare.stop();
  });
});

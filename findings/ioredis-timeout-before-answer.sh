#!/bin/sh
# Finding: ioredis 6.0.0 with `commandTimeout`. When a process stands still for longer than that (one long computation, or no
# processor for it), the command fails with "Command timed out" though Redis has answered long before: the answer waits in the
# socket, and the timer is looked at first. One more turn of the event loop would have read it, as `socket` below shows.
# The server here is a few lines in a process of its own, that answer everything with +OK: a healthy, quick Redis.
# Needs node and npm. Fails when the behaviour changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
printf '{"private":true,"dependencies":{"ioredis":"6.0.0"}}' >package.json
npm install --silent --no-audit --no-fund --ignore-scripts
cat >server.js <<'JS'
const server = require('node:net').createServer((socket) => {
  socket.on('data', (data) => {
    const commands = String(data).match(/^\*\d+\r$/gm) ?? [];
    socket.write('+OK\r\n'.repeat(commands.length));
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
JS
cat >client.js <<'JS'
const { fork } = require('node:child_process');
const { connect } = require('node:net');
const { Redis } = require('ioredis');

const standStill = (ms) => {
  const until = Date.now() + ms;
  while (Date.now() < until);
};
const server = fork('./server.js');
server.once('message', async (port) => {
  const options = { commandTimeout: 300, enableReadyCheck: false, disableClientInfo: true, protocol: 2 };
  const redis = new Redis(port, '127.0.0.1', options);
  await redis.set('a', '1');
  const command = redis.set('a', '2').then(String, (error) => error.message);
  standStill(600);
  console.log('ioredis:', await command);

  // The same wait by hand, with one turn more before it is called too late.
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const answer = new Promise((resolve) => socket.once('data', (data) => resolve(String(data).trim())));
  const late = new Promise((resolve) => setTimeout(() => setImmediate(resolve, 'too late'), 300));
  socket.write('*1\r\n$4\r\nPING\r\n');
  standStill(600);
  console.log('socket: ', await Promise.race([answer, late]));
  redis.disconnect();
  socket.destroy();
  server.kill();
});
JS
said=$(node client.js)
echo "$said"
case "$said" in
  *'ioredis: Command timed out'*'socket:  +OK'*) ;;
  *)
    echo 'CHANGED: ioredis takes the answer that has arrived' >&2
    exit 1
    ;;
esac
echo 'as found: an answer that has arrived counts for nothing once the timer is due'

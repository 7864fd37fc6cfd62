// Preloaded into every program that the root commands start (node --import): when the command ends or lets
// go of the IPC channel, the program is asked to end as SIGTERM would ask it, which Windows cannot do.

// As long as the command waits: see processes/processes.ts.
const graceMs = 105_000;

// Asked to end before this was loaded, when nothing had begun yet.
if (process.connected === false) process.exit(0);

process.on('disconnect', () => {
  if (process.listenerCount('SIGTERM') === 0) process.exit(0);
  process.emit('SIGTERM', 'SIGTERM');
  setTimeout(() => process.exit(1), graceMs).unref();
});
// Listening must not keep alive a program that has nothing else to do.
process.channel?.unref();

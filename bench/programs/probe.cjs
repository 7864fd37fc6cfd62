// Preloaded into every program that is measured: it tells its parent what it has used, of all its threads. A program that
// speaks to its parent itself answers everything else.

process.on('message', ({ id, method }) => {
  if (method !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({
    id,
    value: {
      cpu: user + system,
      rss: process.memoryUsage.rss(),
      peak: process.resourceUsage().maxRSS * 1024,
    },
  });
});
process.on('disconnect', () => process.exit(1));
// Listening must not keep alive a program that has nothing else to do.
process.channel?.unref();

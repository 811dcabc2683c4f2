// Loaded into a collector that is measured: tells what memory it needs after all garbage is gone, when asked over the channel to its parent.
process.on('message', () => {
  globalThis.gc();
  process.send(process.memoryUsage());
});
process.channel.unref();

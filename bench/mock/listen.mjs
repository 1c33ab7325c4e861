// How long import and listen take in a fresh process: `listen.mjs <mock module> <hookspec|raw>`.
const [module, who] = process.argv.slice(2);
const start = performance.now();
const openings = {
  async raw() {
    const { createServer } = await import("node:http");
    const server = createServer();
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    return () => server.close();
  },
  async hookspec() {
    const { createMockServer } = await import(module);
    const mock = createMockServer();
    await mock.listen({ port: 0 });
    return () => mock.close();
  },
};
const close = await openings[who]();
const ms = performance.now() - start;
await close();
console.log(JSON.stringify({ ms }));

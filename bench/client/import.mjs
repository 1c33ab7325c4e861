// What importing a client costs a fresh process: `import.mjs <specifier>`.
const start = performance.now();
await import(process.argv[2]);
console.log(JSON.stringify({ ms: performance.now() - start }));

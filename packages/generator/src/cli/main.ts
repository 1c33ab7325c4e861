import { hookspec } from "./hookspec.js";

await hookspec(process.argv.slice(2));

export { naming } from "../src/emit/packages.js";
export { generate } from "../src/generate.js";
export { loadSpec, type SpecDocument } from "../src/load/document.js";
export { writeFiles } from "../src/write.js";

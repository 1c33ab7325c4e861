// `npm run <task> -- [arguments]`: installs what is missing, then runs the task.
import { ensureInstalled } from "./setup.mjs";
import { tasks } from "./tasks.mjs";

const [name = "", ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (task === undefined) {
  console.error(`There is no task ${JSON.stringify(name)}. The tasks are ${Object.keys(tasks).join(", ")}.`);
  process.exit(2);
}
ensureInstalled();
process.exit(task(args));

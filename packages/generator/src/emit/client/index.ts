import type { ApiModel, Delivery, Subscription } from "../../model/api-model.js";
import type { EmittedFile, Printer } from "../../print.js";
import { packageFiles } from "../package-files.js";
import { apiName, type Naming } from "../packages.js";
import { clientStatements } from "./client.js";
import { deliveryStatements, isSigned } from "./delivery.js";
import { definitionStatements } from "./definition.js";
import { operationStatements } from "./operations.js";
import { clientReadme } from "./readme.js";
import { receiverStatements } from "./receiver.js";
import { checkedResponses, validatorFiles } from "./validators.js";

const runtime = "@hookspec/client-runtime";
/** Apart: who only calls the API loads no cryptography. */
const receiving = `${runtime}/receiver`;

const classes = (
  "AbortError ApiError BadRequestError ConflictError ConnectionError ForbiddenError NotFoundError ParseError RequestError ServerError " +
  "TimeoutError TooManyRequestsError UnauthorizedError UnprocessableContentError ValidationError"
).split(" ");
const runtimeTypes =
  "ApiKey Attempt CallOptions Caller ClientOptions Hook LogEntry UnexpectedProblem Walk".split(" ");

/** The client package: one method per operation, and the check of what the API POSTs. */
export function emitClient(model: ApiModel, naming: Naming, printer: Printer): EmittedFile[] {
  const types = naming.packageName("types");
  const hasValidators = checkedResponses(model).length > 0;
  const files = [
    printer.typescript("src/index.ts", indexStatements(model, types)),
    printer.typescript("src/client.ts", clientStatements(model, types, runtime, hasValidators)),
    printer.typescript("src/operations.ts", operationStatements(model, types, runtime)),
    printer.typescript("src/definition.ts", definitionStatements(model, runtime)),
    ...validatorFiles(model, printer, runtime),
  ];
  return packageFiles(model, naming, printer, {
    kind: "client",
    description: `A fetch client of the ${model.title}.`,
    exports: {
      ".": "index",
      ...(receives(model) ? { "./receiver": "receiver" } : {}),
      ...(hasValidators ? { "./validators": "validators" } : {}),
    },
    dependencies: { [runtime]: naming.range("runtime"), [types]: naming.range("sibling") },
    lib: ["ES2022", "DOM", "DOM.Iterable"],
    readme: clientReadme(model, naming),
    files: receives(model)
      ? [
          ...files,
          printer.typescript("src/delivery.ts", deliveryStatements(model.delivery, model, types, receiving)),
          printer.typescript(
            "src/receiver.ts",
            receiverStatements(model.delivery, model.subscription, model, types, receiving),
          ),
        ]
      : files,
  });
}

/** A signed delivery is one of a subscription: the loader sees to that. */
function receives(
  model: ApiModel,
): model is ApiModel & { readonly delivery: Delivery; readonly subscription: Subscription } {
  return isSigned(model.delivery) && model.subscription !== undefined;
}

function indexStatements(model: ApiModel, types: string): string[] {
  const api = apiName(model);
  return [
    `export * from "./client.js";`,
    `export * from "./operations.js";`,
    `export { ${[...classes, "logger", "unwrap"].join(", ")} } from "${runtime}";`,
    `export type { ${runtimeTypes.join(", ")} } from "${runtime}";`,
    `/** Every type of the ${api} API, so that one import serves. */\nexport type * from "${types}";`,
  ];
}

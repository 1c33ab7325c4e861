import type { ApiModel, Delivery, Subscription } from "../../model/api-model.js";
import type { EmittedFile, Printer } from "../../print.js";
import { joined } from "../imports.js";
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
    // one file, since each more costs an import half a millisecond
    printer.typescript(
      "src/index.ts",
      joined(
        clientStatements(model, types, runtime, hasValidators),
        operationStatements(model, types, runtime),
        definitionStatements(model, runtime),
        reexports(model, types),
      ),
    ),
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

function reexports(model: ApiModel, types: string): string[] {
  const api = apiName(model);
  return [
    `\nexport { ${[...classes, "logger", "unwrap"].join(", ")} } from "${runtime}";`,
    `export type { ${runtimeTypes.join(", ")} } from "${runtime}";`,
    `/** Every type of the ${api} API, so that one import serves. */\nexport type * from "${types}";`,
  ];
}

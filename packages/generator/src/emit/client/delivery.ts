import { StructureKind } from "ts-morph";
import type { ApiModel, Delivery, Signature } from "../../model/api-model.js";
import { pascalCase } from "../../model/names.js";
import type { Statements } from "../../print.js";
import { declaration, docsOf } from "../docs.js";
import { literal } from "../literal.js";
import { typeImport } from "../imports.js";
import { TypeText } from "../types/type-text.js";

/** A delivery that carries at least one signature. */
export function isSigned(delivery: Delivery | undefined): delivery is Delivery {
  return delivery !== undefined && delivery.signing.length > 0;
}

/** `verifyDelivery` for the webhook `delivery`. */
export function verifyName({ name }: Delivery): string {
  return `verify${pascalCase(name)}`;
}

export function verifyOptionsName(delivery: Delivery): string {
  return `Verify${pascalCase(delivery.name)}Options`;
}

/** `requireSig256`, where a weaker signature stands beside the strongest: without it an attacker may strip the latter. */
export function requireOption({ signing }: Delivery): { option: string; field: string } | undefined {
  const strongest = signing.reduce<Signature | undefined>(
    (best, one) => (best === undefined || strength(one) > strength(best) ? one : best),
    undefined,
  );
  if (strongest === undefined || signing.length < 2) return undefined;
  return { option: `require${pascalCase(strongest.field)}`, field: strongest.field };
}

function strength({ algorithm }: Signature): number {
  return ["hmac-sha1", "hmac-sha256", "hmac-sha512"].indexOf(algorithm);
}

/** `delivery.ts`: the signing scheme of the spec, bound to the one verifier. */
export function deliveryStatements(
  delivery: Delivery,
  model: ApiModel,
  types: string,
  runtime: string,
): Statements {
  const names = new Set<string>();
  const payload = new TypeText(model, "response", (name) => names.add(name)).of(delivery.payload);
  const require = requireOption(delivery);
  const verify = verifyName(delivery);
  const options = verifyOptionsName(delivery);
  return [
    {
      kind: StructureKind.ImportDeclaration,
      namedImports: ["type SigningScheme", "verifyDelivery as verify"],
      moduleSpecifier: runtime,
    },
    ...typeImport(names, types),
    declaration(
      "How deliveries are signed, as the spec declares it.",
      `const signing: SigningScheme = ${literal(delivery.signing)};`,
    ),
    {
      kind: StructureKind.Interface,
      isExported: true,
      name: options,
      properties: [
        {
          name: "secret",
          type: "string | Uint8Array | readonly (string | Uint8Array)[]",
          ...docsOf("The secret that deliveries are signed with; several while one replaces another."),
        },
        ...(require === undefined
          ? []
          : [
              {
                name: require.option,
                hasQuestionToken: true,
                type: "boolean",
                ...docsOf(
                  `Refuse a delivery without \`${require.field}\`: else whoever strips it is checked by the weaker signature only. Default false.`,
                ),
              },
            ]),
      ],
      ...docsOf(`Options of \`${verify}\`.`),
    },
    {
      kind: StructureKind.Function,
      isExported: true,
      name: verify,
      parameters: [
        { name: "rawBody", type: "string | Uint8Array | ArrayBuffer" },
        { name: "options", type: options },
      ],
      returnType: `Promise<${payload}>`,
      statements:
        require === undefined
          ? `return verify(signing, rawBody, { secret: options.secret });`
          : `return verify(signing, rawBody, {\n  secret: options.secret,\n  require: options.${require.option} === true ? ${JSON.stringify(require.field)} : undefined,\n});`,
      ...docsOf(
        "Checks the signature over the raw body, exactly as it was received, and gives the parsed delivery.\n" +
          "Rejects with DeliveryVerificationError, whose `reason` says why, when it is not authentic.\n" +
          `Signed are only ${delivery.signing[0]?.over.join(" and ")}: compare anything else with what you know before you trust it.`,
      ),
    },
  ];
}

const words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbor", "iris", "juniper"];

/** A plain English word. */
export function word(random: () => number): string {
  return words[Math.floor(random() * words.length)] ?? "";
}

/** Text of a JSON Schema or OpenAPI format; undefined for formats that are not known. Names and addresses are those kept for examples. */
export function textOfFormat(format: string, random: () => number): string | undefined {
  const upTo = (limit: number) => Math.floor(random() * limit);
  const moment = () => new Date(Date.UTC(2024, 0, 1) + upTo(366 * 86_400) * 1000).toISOString();
  switch (format) {
    case "date-time":
      return `${moment().slice(0, 19)}Z`;
    case "date":
      return moment().slice(0, 10);
    case "time":
      return `${moment().slice(11, 19)}Z`;
    case "duration":
      return `PT${1 + upTo(59)}M`;
    case "uuid":
      return uuid(upTo);
    case "email":
    case "idn-email":
      return `${word(random)}${upTo(1000)}@example.com`;
    case "hostname":
    case "idn-hostname":
      return `${word(random)}.example.com`;
    case "uri":
    case "iri":
    case "url":
      return `https://example.com/${word(random)}/${upTo(1000)}`;
    case "uri-reference":
    case "iri-reference":
    case "json-pointer":
      return `/${word(random)}`;
    case "ipv4":
      return `192.0.2.${upTo(256)}`;
    case "ipv6":
      return `2001:db8::${(1 + upTo(65_535)).toString(16)}`;
    case "byte":
      return btoa(word(random));
    default:
      return undefined;
  }
}

/** Version 4 (RFC 9562). */
function uuid(upTo: (limit: number) => number): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => upTo(16).toString(16)).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + upTo(4)).toString(16)}${hex(3)}-${hex(12)}`;
}

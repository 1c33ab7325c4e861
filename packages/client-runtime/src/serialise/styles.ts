/** What stands before the first value, between values, before each the name or not, and within a value that is not exploded. */
export type Style = readonly [first: string, between: string, named: boolean, within: string];

// How each style joins values (RFC 6570 §3.2.1, appendix A; the delimited ones: OpenAPI 3.1.1 §4.8.12.5).
/** `3,4` */
export const simple: Style = ["", ",", false, ","];
/** `.3.4` */
export const label: Style = [".", ".", false, ","];
/** `;id=3;id=4` */
export const matrix: Style = [";", ";", true, ","];
/** `id=3&id=4` */
export const form: Style = ["", "&", true, ","];
/** `id=3%204` */
export const spaceDelimited: Style = ["", "&", true, "%20"];
/** `id=3%7C4` */
export const pipeDelimited: Style = ["", "&", true, "%7C"];
/** `filter[age]=3&filter[kind]=cat`, of objects only. */
export const deepObject: Style = ["", "&", true, "deep"];

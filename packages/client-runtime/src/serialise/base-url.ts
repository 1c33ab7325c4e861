/**
 * Checks a base URL and takes its trailing slashes off. In browsers it may be relative to the page. `where` opens the
 * TypeError for anything that a path cannot simply be put behind.
 */
export function checkBaseUrl(baseUrl: unknown, where: string): string {
  const page = typeof location === "undefined" ? undefined : location.href;
  if (typeof baseUrl !== "string" || !URL.canParse(baseUrl, page)) {
    throw new TypeError(`${where} is ${JSON.stringify(baseUrl)}, which is no absolute URL. ${accepted}`);
  }
  const url = new URL(baseUrl, page);
  const refused =
    (!/^https?:$/.test(url.protocol) && `the scheme ${url.protocol}`) ||
    ((url.username || url.password) && "a user name or password") ||
    ((url.search || url.hash || /[?#]$/.test(baseUrl)) && "a query or a fragment");
  if (refused) throw new TypeError(`${where} has ${refused}. ${accepted}`);
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

const accepted =
  "Pass an http or https URL without user, query and fragment, such as https://api.example.com/v1.";

/** A contact as CRMs send it: many short members, some nested, some not ASCII. About 450 bytes of JSON. */
export const contact = (n) => ({
  id: `contact_${n}`,
  created_at: "2024-01-15T10:30:00Z",
  updated_at: "2024-02-01T08:15:30Z",
  name: "Zoë Ångström",
  title: "Head of Procurement",
  company: "Example & Sons",
  emails: [{ email: `zoe.${n}@example.com`, type: "WORK" }],
  telephones: [{ telephone: "+46 8 123 456 78", type: "MOBILE" }],
  address: { address1: "Storgatan 1", city: "Göteborg", country_code: "SE", postal_code: "411 24" },
  deal_ids: [n * 3, n * 3 + 1, n * 3 + 2],
  score: 0.25 + (n % 7),
  is_active: n % 3 !== 0,
});

/** As many contacts as fill about so many bytes. */
export const contacts = (bytes) =>
  Array.from({ length: Math.max(1, Math.round(bytes / 450)) }, (_, n) => contact(n));

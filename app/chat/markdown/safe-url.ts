const PROTOCOLS = ["http:", "https:", "mailto:"];

/** The address if a model may link to it, spelled as the browser reads it; else null. Nothing relative: it would be ours. */
export function safeUrl(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  // https://bank.example@evil.example reads like the bank.
  return url && PROTOCOLS.includes(url.protocol) && !url.username && !url.password ? url.href : null;
}

/** The token of a mailed link, which people copy whole or only its token. */
export function linkToken(text: string): string {
  if (!URL.canParse(text)) return text.trim();
  return new URL(text).searchParams.get('token') ?? text.trim();
}

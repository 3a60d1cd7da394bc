const HOME = '/';
/** Stands for this app while an address is taken apart. */
const HERE = 'http://here.invalid';
const NOT_A_PAGE =
  /^\/(api|login|register|forgot-password|reset-password|confirm-email|_next)(\/|$)/;

/** Where to go after signing in: a page of this app, whatever the address asks for. */
export function safeNext(next: string | null | undefined): string {
  // Browsers drop tabs and line ends and read a backslash as a slash.
  if (!next?.startsWith('/') || /[\\\p{Cc}]/u.test(next)) return HOME;
  let url: URL;
  try {
    url = new URL(next, HERE);
  } catch {
    return HOME;
  }
  if (url.origin !== HERE || url.pathname.startsWith('//') || NOT_A_PAGE.test(url.pathname)) {
    return HOME;
  }
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Address of the login page that leads back to the given page. */
export function loginPath(next: string): string {
  const safe = safeNext(next);
  return safe === HOME ? '/login' : `/login?next=${encodeURIComponent(safe)}`;
}

import { MAIL_KINDS, writeLetter } from './letters';

const WEB = 'https://finops.example.com';
const FACTS = { at: '2026-05-01T12:34:56.789Z', from: '203.0.113.7', newEmail: 'next@example.com' };
const TOKEN = 'A'.repeat(43);

describe('the letters', () => {
  it.each(MAIL_KINDS)('%s goes to one address and says the same as text and as HTML', (kind) => {
    const { to, subject, text, html } = writeLetter(kind, WEB, 'me@example.com', FACTS, TOKEN);
    expect(to).toBe('me@example.com');
    expect(subject).toMatch(/AI-FinOps/);
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, href]) => href ?? '');
    for (const link of links) {
      expect(new URL(link).origin).toBe(WEB);
      expect(text).toContain(link);
    }
    expect(text).not.toMatch(/undefined|\[object/);
    // No picture, style sheet or script that would call somebody when the mail is read.
    expect(html).not.toMatch(/<(img|link|script|iframe)|url\(/);
  });

  it.each([
    ['PASSWORD_RESET', '/reset-password'],
    ['EMAIL_CHANGE', '/confirm-email'],
  ] as const)('%s leads to %s with the token, and says for how long', (kind, page) => {
    const { text } = writeLetter(kind, WEB, 'me@example.com', FACTS, TOKEN);
    expect(text).toContain(`${WEB}${page}?token=${TOKEN}\n`);
    expect(text).toContain('30 minutes');
    expect(text).toContain('on 2026-05-01 12:34 UTC from the address 203.0.113.7');
  });

  it('keeps signs of HTML from being any', () => {
    const { html } = writeLetter('PASSWORD_CHANGED', WEB, `o'<b>&"@example.com`, FACTS);
    expect(html).toContain('o&#39;&lt;b&gt;&amp;&quot;@example.com');
  });
});

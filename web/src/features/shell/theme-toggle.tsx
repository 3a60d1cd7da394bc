'use client';

import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { THEME_COOKIE, THEMES, type Theme, themeAttribute } from './theme';

const ICONS = { system: Monitor, light: Sun, dark: Moon };
const A_YEAR = 31_536_000;

/** Keeps the choice in a cookie, so that the server's next page has it from its first byte. */
export function ThemeToggle({ initial }: { readonly initial: Theme }) {
  const [theme, setTheme] = useState(initial);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const Icon = ICONS[theme];
  const choose = () => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet.
    document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${A_YEAR}; samesite=lax`;
    const attribute = themeAttribute(next);
    if (attribute) document.documentElement.dataset.theme = attribute;
    else delete document.documentElement.dataset.theme;
    setTheme(next);
  };
  return (
    <Button
      variant="ghost"
      size="icon"
      onClick={choose}
      aria-label={`Theme: ${theme}. Change to ${next}.`}
      title={`Theme: ${theme}`}
    >
      <Icon aria-hidden />
    </Button>
  );
}

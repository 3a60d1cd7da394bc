export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'theme';

export function themeOf(cookie: string | undefined): Theme {
  return THEMES.find((theme) => theme === cookie) ?? 'system';
}

/** What `<html data-theme>` holds: nothing when the system decides. */
export const themeAttribute = (theme: Theme): string | undefined =>
  theme === 'system' ? undefined : theme;

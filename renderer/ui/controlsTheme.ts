import { theme, type ThemeConfig } from 'antd'
import { useSyncExternalStore } from 'react'

const dark = window.matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener)
  return () => dark.removeEventListener('change', listener)
}

/** Tokens of the controls, set once; the colours equal those of `ui/desk.css`. */
function themeOf(isDark: boolean): ThemeConfig {
  return {
    algorithm: isDark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    // One set of variables for all parts of the screen.
    cssVar: { key: 'desk' },
    token: {
      colorPrimary: isDark ? '#5b8def' : '#1d5bd0',
      colorLink: isDark ? '#6ea0ff' : '#1d5bd0',
      colorText: isDark ? '#e6e9ef' : '#1b2230',
      colorBgContainer: isDark ? '#1d222b' : '#ffffff',
      colorBgElevated: isDark ? '#232934' : '#ffffff',
      colorBorder: isDark ? '#434b5a' : '#cdd3dd',
      borderRadius: 6,
      fontSize: 13,
      fontSizeLG: 14,
      controlHeightLG: 38,
      controlHeightSM: 26,
      fontFamily: 'var(--font)',
      controlHeight: 32,
      wireframe: false,
      motion: false,
    },
    components: { Button: { primaryShadow: 'none', defaultShadow: 'none' } },
  }
}

const lightTheme = themeOf(false)
const darkTheme = themeOf(true)

export function useControlsTheme(): ThemeConfig {
  const isDark = useSyncExternalStore(subscribe, () => dark.matches)
  return isDark ? darkTheme : lightTheme
}

/**
 * Electron's fuses: switches in the binary itself, turned once, after packing and before signing. electron-builder calls
 * `afterPack` (electron-builder.yml). Each fuse Electron has by this version is named, so that none is left to a default.
 */
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { join } from 'node:path'

/** What each fuse is set to, and why. */
const fuses = {
  // The signed program must not serve as a plain Node for somebody else's script.
  [FuseV1Options.RunAsNode]: false,
  // Pages have no cookies (a scheme of our own, no network). On, Linux would ask the clerk for a keyring's password at every start, for nothing.
  [FuseV1Options.EnableCookieEncryption]: false,
  // NODE_OPTIONS and NODE_EXTRA_CA_CERTS of the machine do not reach into the program.
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // No debugger on the main process, which holds the records. Playwright needs one: see "Test builds" in docs/packaging.md.
  [FuseV1Options.EnableNodeCliInspectArguments]: process.env.CARAVAN_TEST_BUILD === '1',
  // Both only make sense with an archive, and the program is plain files (electron-builder.yml).
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
  [FuseV1Options.OnlyLoadAppFromAsar]: false,
  // There is no snapshot of our own.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page is app://; nothing is loaded from file://.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
}

/** @param {import('electron-builder').AfterPackContext} context */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const name = electronPlatformName === 'win32' ? `${packager.appInfo.productFilename}.exe` : packager.executableName
  await flipFuses(join(appOutDir, name), { version: FuseVersion.V1, ...fuses })
}

/** What macOS has to know of the files that RtMixer opens; becomes part of Info.plist. */
import { SOUND_EXTENSIONS } from '../../main/media/sound-extensions.ts';

/** As the other files of a session folder: declared, but opened by the folder only. */
const SESSION = 'org.rtmixer.session';

export const documentTypes = {
  CFBundleDocumentTypes: [
    {
      CFBundleTypeName: 'Sound',
      CFBundleTypeRole: 'Viewer',
      // Offered in Open With; never in the place of a player.
      LSHandlerRank: 'Alternate',
      LSItemContentTypes: ['public.audio', 'public.movie'],
    },
    {
      // Where content types are named, macOS reads no extensions, and not every coding has a type.
      CFBundleTypeName: 'Sound',
      CFBundleTypeRole: 'Viewer',
      LSHandlerRank: 'Alternate',
      CFBundleTypeExtensions: [...SOUND_EXTENSIONS],
    },
  ],
  UTExportedTypeDeclarations: [
    {
      UTTypeIdentifier: SESSION,
      UTTypeDescription: 'RtMixer session',
      UTTypeConformsTo: ['public.json'],
      UTTypeTagSpecification: { 'public.filename-extension': ['rtmixer'] },
    },
  ],
} as const;

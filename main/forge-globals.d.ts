/** The development server of the window, undefined in a built app; set at build time. */
declare const MAIN_WINDOW_VITE_DEV_SERVER_URL: string | undefined;
/** Folder of the window's bundle below `.vite/renderer`; set at build time. */
declare const MAIN_WINDOW_VITE_NAME: string;

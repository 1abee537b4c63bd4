import { defineConfig } from 'vite';
import { mainProcessBundle } from './vite.config.mts';

export default defineConfig((env) =>
  mainProcessBundle('main/accounts/report/report-thread.ts', 'forgeConfig' in env),
);

import { defineConfig } from 'vite';
import { mainProcessBundle } from './vite.config.mts';

export default defineConfig((env) =>
  mainProcessBundle('main/project/appender-thread.ts', 'forgeConfig' in env),
);

import { defineConfig } from 'vite';
import { mainProcessBundle } from './vite.config.mts';

export default defineConfig((env) =>
  mainProcessBundle('main/engine/enumerate.ts', 'forgeConfig' in env),
);

/** One call of the library's public functions, as the fuzzer makes it. */
import type { FuzzScene } from './scene.ts';

/** Anything that JavaScript can call, without types. */
export type Anything = Record<string, (...values: unknown[]) => unknown>;

/** Makes one argument. */
export type FuzzValue = (scene: FuzzScene) => unknown;

export interface PublicCall {
  readonly name: string;
  readonly run: (scene: FuzzScene) => unknown;
}

/** A method of something in the scene, which may not exist yet. */
export function method(
  ofWhat: string,
  find: (scene: FuzzScene) => object | undefined,
  name: string,
  ...values: FuzzValue[]
): PublicCall {
  return {
    name: `${ofWhat}.${name}`,
    run: (scene) => {
      const object = find(scene) as Anything | undefined;
      return object?.[name]?.(...values.map((value) => value(scene)));
    },
  };
}

/** Reads every property of something in the scene. */
export function getters(name: string, find: (scene: FuzzScene) => object | undefined): PublicCall {
  return {
    name: `the properties of ${name}`,
    run: (scene) => {
      const target = find(scene) ?? {};
      for (const prototype of [target, Object.getPrototypeOf(target)]) {
        for (const key of Object.keys(Object.getOwnPropertyDescriptors(prototype ?? {}))) {
          if (key !== 'finished' && key !== 'constructor') {
            Reflect.get(target, key, target);
          }
        }
      }
    },
  };
}

export const count: FuzzValue = (scene) => scene.either(() => scene.dice.below(70));

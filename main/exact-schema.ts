/** Schemas that are compared with a type in both directions. */
import { z } from 'zod';

/** An error in place of every property whose schema gives another type than `Item` has there. */
type Exact<Item, Shape> = {
  readonly [Key in keyof Item | keyof Shape]: Key extends keyof Item & keyof Shape
    ? Shape[Key] extends z.ZodType<infer Read>
      ? [Read, Item[Key]] extends [Item[Key], Readonly<Read>]
        ? Shape[Key]
        : { readonly mismatch: Item[Key] }
      : never
    : never;
};

/** The schema of an `Item`. A property that is missing, extra, wider or narrower does not compile. */
export function exactly<Item>() {
  return <Shape extends z.ZodRawShape>(shape: Shape & Exact<Item, Shape>): z.ZodObject<Shape> =>
    z.strictObject(shape as Shape) as z.ZodObject<Shape>;
}

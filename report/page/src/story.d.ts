// story.d.ts: what the page is given, as make/collect.js puts it together.
import type { Story as Whole } from "../make/collect.js";

export type Story = Whole;
export type Profile = Whole["profiles"][number];
export type ProfileLine = Profile["lines"][number];
export type Board = Whole["figures"]["boards"][number];
export type BoardRow = Board["rows"][number];
export type Rung = Whole["figures"]["ladder"][number];
export type Headline = NonNullable<Whole["headline"]>;
export type Gate = NonNullable<Whole["gate"]>;
export type GateRates = NonNullable<Whole["gate_rates"]>;
export type Judge = NonNullable<Whole["judge"]>;
export type Accuracy = NonNullable<Whole["accuracy"]>;
export type Lesson = NonNullable<Whole["lesson"]>;
export type Station = Whole["stations"][number];
export type Interval = NonNullable<BoardRow["seconds"]>;

/** What an element may hold. Nothing, and false, are left out. */
export type Child = Node | string | number | null | undefined | false | Child[];

/** A view of the page: a heading in the navigation and what stands under it. */
export interface View {
  id: string;
  title: string;
  render(story: Story): Child;
}

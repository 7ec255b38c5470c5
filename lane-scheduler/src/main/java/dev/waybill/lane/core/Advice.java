package dev.waybill.lane.core;

import java.time.Instant;

/** What the engine asks of the application in the middle of a step. */
public interface Advice {
  /** Asked just before a dispatch, before pace is used for it. */
  Preparation prepare(Item item, Progress progress, Instant now);

  /** The evidence to keep for a started attempt that nobody answered for; empty for none. */
  byte[] unanswered(Item item, Progress progress, Instant now);
}

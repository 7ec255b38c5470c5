package dev.waybill.runtime.deadletters;

/** What can be done with a letter. */
public enum Standing {
  /** It can be put back, and was not. */
  OPEN,

  /** It was put back. */
  PUT_BACK,

  /** It has only the beginning of the record. */
  CUT,

  /**
   * Its topic is none that takes records back. A registry keeps the newest record of each key, and
   * an old one put back would replace what was written meanwhile; an event would be read twice by
   * everybody.
   */
  NOT_TAKEN_BACK
}
